"""The HTTP route of the import of items of an annual plan, `/api/v1/imports/plan-items`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.committee.imports.uploads import RegisterUpload, file_body, register_import_response
from shared.committee.plan_imports.rows import ITEM_HEADER
from shared.committee.plan_imports.usecases import PlanImportResult, PlanImports
from shared.web.actor import Actor


def plan_imports_router(imports: PlanImports) -> APIRouter:
    """Returns the router of the import of items."""
    router = APIRouter(prefix="/api/v1/imports/plan-items", tags=["导入"])

    @router.post("", summary="导入计划项目", response_model=PlanImportResult, openapi_extra=file_body(ITEM_HEADER))
    async def items(request: Request, account: Actor, upload: Annotated[RegisterUpload, Depends()]) -> Response:
        """Adds items to the newest plan of a committee, as a whole or not at all. CSV (also gzip), xlsx or ods; twice adds nothing."""
        return await register_import_response(request, account, imports, upload)

    return router
