"""The HTTP routes of exports, `/api/v1/{list}.xlsx`: the list, as filtered, as a workbook."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Query, Response

from shared.committee.exports import registers
from shared.committee.exports.export import Exports
from shared.committee.exports.matters import export_matters
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterQuery, query_model
from shared.committee.workbooks.table import MEDIA_TYPE
from shared.web.actor import Actor
from shared.web.paging import QueryParameters

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])

FILE: dict[int | str, dict[str, object]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
"""The response of a route that downloads a workbook, for the OpenAPI document."""


def exports_router(exports: Exports) -> APIRouter:
    """Returns the router with the export of every list; it comes before the routers whose paths end with an id."""
    router = APIRouter(prefix="/api/v1")
    for kind in KINDS:
        _add_matters(router, exports, kind)

    @_register(router, "/opinions/points", "采用计分", "社情民意信息")
    async def points(account: Actor, query: Annotated[registers.AppraisalExportQuery, Query()]) -> Response:
        """Returns the points for the adopted opinion reports of a year, by author and by organization."""
        return await registers.export_points(exports, account, query)

    @_register(router, "/units/appraisal", "承办单位绩效考评", "承办单位")
    async def appraisal(account: Actor, query: Annotated[registers.AppraisalExportQuery, Query()]) -> Response:
        """Returns the ranking of the handling units of a committee in a year, with the formula."""
        return await registers.export_appraisal(exports, account, query)

    @_register(router, "/units", "承办单位名录", "承办单位")
    async def units(account: Actor, query: Annotated[registers.UnitExportQuery, Query()]) -> Response:
        """Returns the handling units of a committee that the filter selects."""
        return await registers.export_units(exports, account, query)

    @_register(router, "/members", "委员名册", "委员")
    async def members(account: Actor, query: Annotated[registers.MemberExportQuery, Query()]) -> Response:
        """Returns the members of a committee that the filter selects."""
        return await registers.export_members(exports, account, query)

    return router


def _register(router: APIRouter, path: str, title: str, tag: str) -> Callable[[Endpoint], Endpoint]:
    """Returns the decorator of the route that exports a register."""
    return router.get(f"{path}.xlsx", summary=f"{title}（Excel）", tags=[tag], response_class=Response, responses=FILE)


def _add_matters(router: APIRouter, exports: Exports, kind: AnyKind) -> None:
    @router.get(
        f"/{kind.name}.xlsx",
        name=f"{kind.name}.export",
        summary=f"{kind.title_zh}列表（Excel）",
        tags=[kind.title_zh],
        response_class=Response,
        responses=FILE,
    )
    async def matters(
        account: Actor, query: Annotated[MatterQuery, Depends(QueryParameters(query_model(kind)))]
    ) -> Response:
        """Returns every matter that the filter selects and the account may see, with the filter, the time and the number of matters."""
        return await export_matters(exports, account, kind, query)
