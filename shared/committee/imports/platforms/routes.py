"""The HTTP route of the import of grass-roots platforms, `/api/v1/imports/platforms`."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from shared.committee.imports.platforms.rows import PLATFORM_HEADER
from shared.committee.imports.platforms.usecases import PlatformImportResult, PlatformImports
from shared.committee.imports.uploads import RegisterUpload, file_body, register_import_response
from shared.web.actor import Actor

Filed = Annotated[bool, Query(description="站、点、户登记后同时备案")]


@dataclass(frozen=True, kw_only=True)
class PlatformUpload(RegisterUpload):
    """The query parameters of an import of platforms."""

    filed: Filed = False


def platform_imports_router(imports: PlatformImports) -> APIRouter:
    """Returns the router of the import of platforms."""
    router = APIRouter(prefix="/api/v1/imports/platforms", tags=["导入"])

    @router.post(
        "",
        summary="导入基层平台",
        response_model=PlatformImportResult,
        openapi_extra=file_body(PLATFORM_HEADER),
    )
    async def platforms(request: Request, account: Actor, upload: Annotated[PlatformUpload, Depends()]) -> Response:
        """Imports platforms as a whole or not at all. CSV (also gzip), xlsx or ods; the same file twice adds nothing.

        A parent is named by id or name, also one of the same file. `filed`: stations, points and households are filed at once.
        """
        return await register_import_response(
            request, account, imports, upload, lambda file: replace(file, files=upload.filed)
        )

    return router
