"""The HTTP routes of imports, `/api/v1/imports`: a roster or a register of members from a file, entered as a whole or not at all."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.member_imports import MemberImportResult, MemberImports
from shared.committee.imports.member_rows import MEMBER_HEADER
from shared.committee.imports.rows import ROSTER_HEADER
from shared.committee.imports.uploads import Accept, DryRun, Sheet, file_body, uploaded
from shared.committee.imports.usecases import RUN, ImportResult, Imports
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.register_access import MEMBERS, register_owner
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.permissions import allow
from shared.web.query_dates import Day
from shared.web.stored_response import StoredResponse, stored_response


def imports_router(imports: Imports, member_imports: MemberImports) -> APIRouter:
    """Returns the router with every route of imports."""
    router = APIRouter(prefix="/api/v1/imports", tags=["导入"])
    _add_organizations(router, imports)
    _add_members(router, member_imports)
    return router


def _add_members(router: APIRouter, imports: MemberImports) -> None:
    body = file_body(MEMBER_HEADER)

    @router.post("/members", summary="导入委员名册", response_model=MemberImportResult, openapi_extra=body)
    async def members(
        request: Request,
        account: Actor,
        dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
        organization: Annotated[str | None, Query(max_length=32, description="政协委员会的代码，默认本单位")] = None,
        sheet: Sheet = "",
        accept: Accept = None,
    ) -> Response:
        """Imports members of a committee. CSV (also gzip), xlsx or ods; the same file twice adds nothing."""
        tree = await imports.context.directory.tree()
        register_owner(account, organization, MEMBERS.manage, context=imports.context, tree=tree)
        content = await uploaded(request)
        file = await imports.read(account, content, organization=organization, sheet=sheet)

        async def handle(connection: AsyncConnection) -> StoredResponse:
            if dry_run:
                return stored_response(200, await imports.check(connection, file))
            outcome, _ = await imports.enter(connection, account, file, accepted=accept is not None)
            return stored_response(200, outcome)

        return await once(request, account, handle, content=content)


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
