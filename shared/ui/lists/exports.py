"""`/{list}.xlsx`: the list that a page shows, as filtered, as a workbook."""

from fastapi import APIRouter, Request, Response

from shared.committee.exports.export import Exports
from shared.committee.exports.matters import export_matters
from shared.committee.exports.registers import (
    AppraisalExportQuery,
    MemberExportQuery,
    UnitExportQuery,
    export_appraisal,
    export_members,
    export_units,
)
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import query_model
from shared.ui.lists.routes import parse_query
from shared.web.pages.visitor import Visiting


def export_pages(exports: Exports) -> APIRouter:
    """Returns the router of the downloads; it comes before the pages whose paths end with an id."""
    router = APIRouter(include_in_schema=False)
    for kind in KINDS:
        _add_matters(router, exports, kind)

    @router.get("/units/appraisal.xlsx")
    async def appraisal(request: Request, visitor: Visiting) -> Response:
        """Returns the appraisal of units as a workbook."""
        return await export_appraisal(exports, visitor.account, parse_query(request, AppraisalExportQuery)[0])

    @router.get("/units.xlsx")
    async def units(request: Request, visitor: Visiting) -> Response:
        """Returns the register of units, as filtered, as a workbook."""
        return await export_units(exports, visitor.account, parse_query(request, UnitExportQuery)[0])

    @router.get("/members.xlsx")
    async def members(request: Request, visitor: Visiting) -> Response:
        """Returns the register of members, as filtered, as a workbook."""
        return await export_members(exports, visitor.account, parse_query(request, MemberExportQuery)[0])

    return router


def _add_matters(router: APIRouter, exports: Exports, kind: AnyKind) -> None:
    asks = query_model(kind)

    @router.get(f"/{kind.name}.xlsx")
    async def matters(request: Request, visitor: Visiting) -> Response:
        """Returns the list of the kind, as filtered, as a workbook."""
        return await export_matters(exports, visitor.account, kind, parse_query(request, asks)[0])
