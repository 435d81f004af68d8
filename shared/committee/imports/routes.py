"""`/api/v1/imports/organizations`: a roster from a file, all of it or nothing."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.datastructures import UploadFile

from shared.committee.announcing import Recorder, announce
from shared.committee.chunks import chunks
from shared.committee.directory.places import Places
from shared.committee.files.reading import TableReader
from shared.committee.imports.doubts import RowWarning
from shared.committee.imports.plan import Difference, Plan, planned
from shared.committee.imports.rows import REQUIRED, TITLES, Row, RowError, read, title_of
from shared.committee.office import Office
from shared.committee.organizations.repository import Kept, add, all_kept, save
from shared.committee.version import epoch_of
from shared.contracts.vocabulary import Role
from shared.domain.errors import FieldError, InvalidError, invalid
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.answers import Answer, answer
from shared.web.days import Day
from shared.web.idempotency import once
from shared.web.permissions import allow

SHOWN = 200
"""As many errors as anybody reads."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What the rows came to. `skipped`: another service keeps their records; `differs`: the record says something else and stays.

    `warnings`: rows that can be entered and are probably not meant.
    """

    dry_run: bool
    read: int
    entered: int
    established: int
    unchanged: int
    skipped: int
    differs: list[Difference]
    errors: list[RowError]
    warnings: list[RowWarning]


_COLUMNS = "、".join(f"{name}（{titles[0]}）" for name, titles in TITLES.items())
_BODY: dict[str, Any] = {
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


def imports_router(office: Office) -> APIRouter:
    """Every route of imports."""
    router, reader = APIRouter(prefix="/api/v1/imports", tags=["导入"]), TableReader()

    @router.post("/organizations", summary="导入名册", response_model=Imported, openapi_extra=_BODY)
    async def organizations(
        request: Request,
        account: Actor,
        dry_run: Annotated[bool, Query(description="只检查，不登记")] = False,  # noqa: FBT002 - a query parameter
        on: Annotated[Day | None, Query(description="没有from的行自这一天起生效，默认今天")] = None,
        sheet: Annotated[str, Query(max_length=100, description="工作表的名称，有几个工作表含有表头时须指定")] = "",
        accept: Annotated[Literal["warnings"] | None, Query(description="核对提示后仍要导入")] = None,
    ) -> Response:
        """Enter the organizations whose records this service keeps. CSV (also gzip) or xlsx; the same file twice adds nothing."""
        allow(account, "imports.run", relation="foreign")
        content = await _content(request)
        tables = await reader.read(content, sheet=sheet)
        rows, errors = await asyncio.to_thread(read, tables, on=on or office.today(), sheet=sheet)
        places = await office.directory.places()
        recorded: list[Kept] = []

        async def effect(connection: AsyncConnection) -> Answer:
            plan = await _planned(connection, office, rows, errors, places)
            outcome = _outcome(rows, plan, [*errors, *plan.errors], dry_run=dry_run)
            if not dry_run:
                _refuse(outcome.errors)
                _refuse_warnings(outcome.warnings, accepted=accept is not None)
                await _write(connection, office, account, plan)
                recorded.extend(plan.records.values())
            return answer(200, outcome)

        response = await once(request, account, effect, content=content)
        office.noted(recorded)
        return response

    return router


async def _planned(
    connection: AsyncConnection, office: Office, rows: list[Row], errors: list[RowError], places: Places
) -> Plan:
    """Returns the plan; it is made in a thread, so that others are answered meanwhile."""
    known = await all_kept(connection)
    epoch, wrong = await epoch_of(connection), {error.row for error in errors}
    return await asyncio.to_thread(planned, rows, wrong, office=office, epoch=epoch, known=known, places=places)


async def _content(request: Request) -> bytes:
    """The file, sent as a form or as the body itself."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        content = await request.body()
    else:
        async with request.form(max_files=1, max_fields=0) as form:
            file = form.get("file")
            content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        raise invalid("file", None, "请上传文件（字段名file），或以text/csv发送内容")
    return content


def _outcome(rows: list[Row], plan: Plan, errors: list[RowError], *, dry_run: bool) -> Imported:
    counts = plan.counts
    return Imported(
        dry_run=dry_run,
        read=len(rows),
        entered=counts["entered"],
        established=counts["established"],
        unchanged=counts["unchanged"],
        skipped=counts["skipped"],
        differs=plan.differs,
        errors=sorted(errors, key=lambda error: (error.row, error.column)),
        warnings=sorted(plan.warnings, key=lambda warning: (warning.row, warning.field)),
    )


def _refuse(errors: list[RowError]) -> None:
    """`InvalidError` `import-refused` with every wrong cell, as `row 3 parent_code`."""
    if not errors:
        return
    fields = tuple(FieldError(f"row {error.row} {error.column}", error.value, error.rule) for error in errors[:SHOWN])
    first = errors[0]
    detail = f"{len(errors)}处有误，未导入任何一行。第{first.row}行“{title_of(first.column)}”：{first.rule}"
    raise InvalidError("import-refused", detail, fields=fields, count=len(errors))


def _refuse_warnings(warnings: list[RowWarning], *, accepted: bool) -> None:
    """Raises `InvalidError` `import-doubtful` with every doubtful cell, unless somebody has accepted them."""
    if accepted or not warnings:
        return
    fields = tuple(
        FieldError(f"row {each.row} {each.field}".strip(), each.value, each.rule) for each in warnings[:SHOWN]
    )
    first = warnings[0]
    detail = f"{len(warnings)}处须核对，未导入任何一行。第{first.row}行：{first.rule}。核对无误的，请确认后再导入"
    raise InvalidError("import-doubtful", detail, fields=fields, count=len(warnings))


async def _write(connection: AsyncConnection, office: Office, account: Account, plan: Plan) -> None:
    new = [record for key, record in plan.records.items() if key not in plan.known]
    await add(connection, new)
    for key in plan.records.keys() & plan.known.keys():
        await save(connection, plan.records[key], before=plan.known[key].version)
    by = Recorder(account=account.name, account_role=Role.ADMINISTRATOR, role=Role.ADMINISTRATOR)
    for some in chunks(plan.news):  # others are answered between two portions
        await announce(connection, some, by=by, now=office.now())
