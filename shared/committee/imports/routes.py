"""The HTTP route of imports, `/api/v1/imports/organizations`: a roster from a file, entered as a whole or not at all."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.datastructures import UploadFile

from shared.committee.imports.rows import REQUIRED, TITLES
from shared.committee.imports.usecases import RUN, ImportResult, Imports
from shared.committee.organizations.repository import OrganizationRecord
from shared.domain.errors import invalid
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.permissions import allow
from shared.web.query_dates import Day
from shared.web.stored_response import StoredResponse, stored_response

_COLUMNS = "、".join(f"{name}（{titles[0]}）" for name, titles in TITLES.items())
_BODY: dict[str, object] = {
    "requestBody": {
        "required": True,
        "description": f"列：{_COLUMNS}；必须有：{'、'.join(sorted(REQUIRED))}",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


def imports_router(imports: Imports) -> APIRouter:
    """Returns the router with every route of imports."""
    router = APIRouter(prefix="/api/v1/imports", tags=["导入"])

    @router.post("/organizations", summary="导入名册", response_model=ImportResult, openapi_extra=_BODY)
    async def organizations(
        request: Request,
        account: Actor,
        dry_run: Annotated[bool, Query(description="只检查，不登记")] = False,  # noqa: FBT002 - a query parameter
        on: Annotated[Day | None, Query(description="没有from的行自这一天起生效，默认今天")] = None,
        sheet: Annotated[str, Query(max_length=100, description="工作表的名称，有几个工作表含有表头时须指定")] = "",
        accept: Annotated[Literal["warnings"] | None, Query(description="核对提示后仍要导入")] = None,
    ) -> Response:
        """Imports the organizations whose records this service keeps. CSV (also gzip) or xlsx; the same file twice adds nothing."""
        allow(account, RUN, relation="foreign")
        content = await _content(request)
        roster = await imports.read(account, content, on=on, sheet=sheet)
        recorded: list[OrganizationRecord] = []

        async def handle(connection: AsyncConnection) -> StoredResponse:
            if dry_run:
                return stored_response(200, await imports.check(connection, roster))
            outcome, records = await imports.enter(connection, account, roster, accepted=accept is not None)
            recorded.extend(records)
            return stored_response(200, outcome)

        response = await once(request, account, handle, content=content)
        imports.context.after_commit(recorded)
        return response

    return router


async def _content(request: Request) -> bytes:
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
