"""The HTTP routes of imports, `/api/v1/imports`: a roster, members or units from a file, entered as a whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.imports.entry_imports import EntryImportResult
from shared.committee.imports.members.usecases import MemberImports
from shared.committee.imports.roster.rows import ROSTER_HEADER
from shared.committee.imports.roster.usecases import RUN, ImportResult, Imports
from shared.committee.imports.units.usecases import UnitImports
from shared.committee.imports.uploads import (
    Accept,
    DryRun,
    Sheet,
    add_register_import,
    file_body,
    import_response,
    uploaded,
)
from shared.web.actor import Actor
from shared.web.permissions import allow
from shared.web.query_dates import Day


def imports_router(imports: Imports, member_imports: MemberImports, unit_imports: UnitImports) -> APIRouter:
    """Returns the router with every route of imports."""
    router = APIRouter(prefix="/api/v1/imports", tags=["导入"])
    _add_organizations(router, imports)
    described = "Imports {} of a committee. CSV (also gzip), xlsx or ods; the same file twice adds nothing."
    add_register_import(
        router,
        "/members",
        member_imports,
        name="members",
        summary="导入委员名册",
        result=EntryImportResult,
        described=described.format("members"),
    )
    add_register_import(
        router,
        "/units",
        unit_imports,
        name="units",
        summary="导入承办单位名录",
        result=EntryImportResult,
        described=described.format("handling units"),
    )
    return router


def _add_organizations(router: APIRouter, imports: Imports) -> None:
    body = file_body(ROSTER_HEADER)

    @router.post("/organizations", summary="导入名册", response_model=ImportResult, openapi_extra=body)
    async def organizations(
        request: Request,
        account: Actor,
        dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
        on: Annotated[Day | None, Query(description="没有from的行自这一天起生效，默认今天")] = None,
        sheet: Sheet = "",
        accept: Accept = None,
    ) -> Response:
        """Imports the organizations whose records this service keeps. CSV (also gzip) or xlsx; the same file twice adds nothing."""
        allow(account, RUN, relation="foreign")
        content = await uploaded(request)
        roster = await imports.read(account, content, on=on, sheet=sheet)
        accepted = accept is not None
        return await import_response(
            request, account, imports, roster, content=content, dry_run=dry_run, accepted=accepted
        )
