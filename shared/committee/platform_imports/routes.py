"""The HTTP route of the import of grass-roots platforms, `/api/v1/imports/platforms`."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.imports.uploads import Accept, DryRun, Sheet, file_body, uploaded
from shared.committee.platform_imports.rows import PLATFORM_HEADER
from shared.committee.platform_imports.usecases import RUN, PlatformImportResult, PlatformImports
from shared.committee.register_access import Owner, owner_of
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.stored_response import StoredResponse, stored_response

Filed = Annotated[bool, Query(description="站、点、户登记后同时备案")]


def platform_imports_router(imports: PlatformImports) -> APIRouter:
    """Returns the router of the import of platforms."""
    router = APIRouter(prefix="/api/v1/imports/platforms", tags=["导入"])

    @router.post(
        "",
        summary="导入基层平台",
        response_model=PlatformImportResult,
        openapi_extra=file_body(PLATFORM_HEADER),
    )
    async def platforms(  # noqa: PLR0913, PLR0917 - a request, and its query parameters
        request: Request,
        account: Actor,
        dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
        organization: Owner = None,
        sheet: Sheet = "",
        accept: Accept = None,
        filed: Filed = False,  # noqa: FBT002 - a query parameter
    ) -> Response:
        """Imports platforms as a whole or not at all. CSV (also gzip), xlsx or ods; the same file twice adds nothing.

        A parent is named by id or name, also one of the same file. `filed`: stations, points and households are filed at once.
        """
        await owner_of(imports.context, account, organization, RUN)
        content = await uploaded(request)
        file = await imports.read(account, content, organization=organization, sheet=sheet)

        async def handle(connection: AsyncConnection) -> StoredResponse:
            if dry_run:
                return stored_response(200, await imports.check(connection, file))
            outcome, _ = await imports.enter(
                connection, account, replace(file, files=filed), accepted=accept is not None
            )
            return stored_response(200, outcome)

        response = await once(request, account, handle, content=content)
        imports.context.after_commit([])
        return response

    return router
