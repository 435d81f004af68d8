"""The parameters, the body and the response of the routes of imports: a file, sent as a form or as the body itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.datastructures import UploadFile

from shared.committee.imports.columns import FileHeader
from shared.committee.imports.outcome import ImportOutcome
from shared.committee.imports.whole_file import FileImport, RegisterImport
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.registers.access import Owner, owner_of
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.stored_response import StoredResponse, stored_response

F = TypeVar("F")

DryRun = Annotated[bool, Query(description="只检查，不登记")]
Sheet = Annotated[str, Query(max_length=100, description="工作表的名称，有几个工作表含有表头时须指定")]
Accept = Annotated[Literal["warnings"] | None, Query(description="核对提示后仍要导入")]


@dataclass(frozen=True, kw_only=True)
class RegisterUpload:
    """The query parameters of an import into the register of an organization."""

    dry_run: DryRun = False
    organization: Owner = None
    sheet: Sheet = ""
    accept: Accept = None


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


async def import_response(  # noqa: PLR0913 - a request, its file, and how to import it
    request: Request,
    account: Account,
    imports: FileImport[F],
    file: F,
    *,
    content: bytes,
    dry_run: bool,
    accepted: bool,
) -> Response:
    """Checks a file, or enters it once per idempotency key; returns the response with the result. `content`: of the request."""
    recorded: list[OrganizationRecord] = []

    async def handle(connection: AsyncConnection) -> StoredResponse:
        if dry_run:
            return stored_response(200, await imports.check(connection, file))
        outcome, records = await imports.enter(connection, account, file, accepted=accepted)
        recorded.extend(records)
        return stored_response(200, outcome)

    response = await once(request, account, handle, content=content)
    imports.context.after_commit(recorded)
    return response


def add_register_import(  # noqa: PLR0913 - a route, and its description
    router: APIRouter,
    address: str,
    imports: RegisterImport[F],
    *,
    name: str,
    summary: str,
    result: type[ImportOutcome],
    described: str,
) -> None:
    """Adds the route of an import into the register of an organization. `result`: the response body."""

    @router.post(
        address,
        name=name,
        summary=summary,
        description=described,
        response_model=result,
        openapi_extra=file_body(imports.header),
    )
    async def import_file(request: Request, account: Actor, upload: Annotated[RegisterUpload, Depends()]) -> Response:
        return await register_import_response(request, account, imports, upload)


async def register_import_response(
    request: Request,
    account: Account,
    imports: RegisterImport[F],
    upload: RegisterUpload,
    choose: Callable[[F], F] | None = None,
) -> Response:
    """Reads the file of a request and checks or enters it. `choose`: returns the file to be entered in the way that the request names."""
    await owner_of(imports.context, account, upload.organization, imports.permission)
    content = await uploaded(request)
    file = await imports.read(account, content, organization=upload.organization, sheet=upload.sheet)
    chosen, accepted = choose(file) if choose else file, upload.accept is not None
    return await import_response(
        request, account, imports, chosen, content=content, dry_run=upload.dry_run, accepted=accepted
    )
