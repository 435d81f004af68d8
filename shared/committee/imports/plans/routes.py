"""The HTTP route of the import of items of an annual plan, `/api/v1/imports/plan-items`."""

from fastapi import APIRouter

from shared.committee.imports.plans.usecases import PlanImportResult, PlanImports
from shared.committee.imports.uploads import add_register_import


def plan_imports_router(imports: PlanImports) -> APIRouter:
    """Returns the router of the import of items."""
    router = APIRouter(prefix="/api/v1/imports/plan-items", tags=["导入"])

    add_register_import(
        router,
        "",
        imports,
        name="items",
        summary="导入计划项目",
        result=PlanImportResult,
        described="Adds items to the newest plan of a committee, as a whole or not at all. CSV (also gzip), xlsx or ods; "
        "twice adds nothing.",
    )
    return router
