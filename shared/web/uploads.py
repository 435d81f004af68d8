"""An uploaded file in a form that is written to a temporary file while it arrives."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import IO, NamedTuple

from fastapi import Request
from starlette.datastructures import UploadFile

from shared.domain.errors import invalid
from shared.web.problem import HttpRefusedError

_MOST_FIELDS = 8
_TYPE = "multipart/form-data"


class UploadedFile(NamedTuple):
    """A file in a form, and the other fields of the form. `file`: has a descriptor of the file system."""

    name: str
    file: IO[bytes]
    fields: Mapping[str, str]


@asynccontextmanager
async def uploaded_file(request: Request) -> AsyncIterator[UploadedFile]:
    """Yields the field `file` of a form; the temporary file is removed at the end. Raises `InvalidError` for a form without a file."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise HttpRefusedError(415, "unsupported-media-type", "附件须用网页表单上传")
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise invalid("file", None, "请选择文件")
        file.file.fileno()  # moves a small file from memory to the file system
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        yield UploadedFile(file.filename, file.file, fields)
