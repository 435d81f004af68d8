"""The parameters and the body of the routes of imports: a file, sent as a form or as the body itself."""

from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.datastructures import UploadFile

from shared.committee.imports.columns import FileHeader
from shared.domain.errors import invalid

DryRun = Annotated[bool, Query(description="只检查，不登记")]
Sheet = Annotated[str, Query(max_length=100, description="工作表的名称，有几个工作表含有表头时须指定")]
Accept = Annotated[Literal["warnings"] | None, Query(description="核对提示后仍要导入")]


def file_body(header: FileHeader) -> dict[str, object]:
    """Returns the description of the body in OpenAPI: a file with these columns."""
    columns = "、".join(f"{name}（{some[0]}）" for name, some in header.titles.items())
    file = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
    return {
        "requestBody": {
            "required": True,
            "description": f"列：{columns}；必须有：{'、'.join(sorted(header.required))}",
            "content": {"multipart/form-data": {"schema": file}, "text/csv": {"schema": {"type": "string"}}},
        }
    }


async def uploaded(request: Request) -> bytes:
    """Returns the file, sent as a form or as the body itself."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        content = await request.body()
    else:
        async with request.form(max_files=1, max_fields=0) as form:
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        raise invalid("file", None, "请上传文件，或发送CSV的内容")
    return content
