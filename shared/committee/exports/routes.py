"""The HTTP routes of exports, `/api/v1/{list}.xlsx`: the list, as filtered, as a workbook."""

from collections.abc import Awaitable, Callable
from inspect import getdoc
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from shared.committee.exports import exchanges
from shared.committee.exports.export import Exports
from shared.committee.exports.matters import export_matters
from shared.committee.exports.registers import (
    AppraisalExportQuery,
    MemberExportQuery,
    UnitExportQuery,
    export_appraisal,
    export_items,
    export_members,
    export_points,
    export_units,
)
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterQuery, query_model
from shared.committee.transfers.queries import TransferQuery
from shared.committee.workbooks.table import MEDIA_TYPE
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.paging import QueryParameters

Q = TypeVar("Q", bound=BaseModel)

FILE: dict[int | str, dict[str, object]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}
}
"""The response of a route that downloads a workbook, for the OpenAPI document."""


def exports_router(exports: Exports) -> APIRouter:
    """Returns the router with the export of every list; it comes before the routers whose paths end with an id."""
    router = APIRouter(prefix="/api/v1")
    for kind in KINDS:
        _add_matters(router, exports, kind)

    _add_register(router, exports, "社情民意信息", "采用计分", "/opinions/points", AppraisalExportQuery, export_points)
    _add_register(
        router, exports, "承办单位", "承办单位绩效考评", "/units/appraisal", AppraisalExportQuery, export_appraisal
    )
    _add_register(
        router, exports, "年度协商计划", "年度协商计划项目", "/plans/items", AppraisalExportQuery, export_items
    )
    _add_register(router, exports, "承办单位", "承办单位名录", "/units", UnitExportQuery, export_units)
    _add_register(router, exports, "委员", "委员名册", "/members", MemberExportQuery, export_members)
    _add_register(
        router,
        exports,
        "社情民意信息",
        "约稿列表",
        "/opinion-calls",
        exchanges.CallExportQuery,
        exchanges.export_calls,
    )
    _add_register(
        router,
        exports,
        "年度协商计划",
        "征集的议题列表",
        "/topic-suggestions",
        exchanges.TopicExportQuery,
        exchanges.export_topics,
    )
    _add_register(
        router,
        exports,
        "协商活动",
        "收到的征求意见列表",
        "/comment-requests",
        exchanges.OwnedExportQuery,
        exchanges.export_requests,
    )
    _add_register(router, exports, "报送", "报送列表", "/transfers", TransferQuery, exchanges.export_transfers)
    return router


def _add_register(  # noqa: PLR0913, PLR0917 - the facts of a route
    router: APIRouter,
    exports: Exports,
    tag: str,
    title: str,
    path: str,
    asks: type[Q],
    export: Callable[[Exports, Account, Q], Awaitable[Response]],
) -> None:
    """Adds the route of a register, which is described as its export is."""

    @router.get(
        f"{path}.xlsx",
        name=path.rpartition("/")[2],
        summary=f"{title}（Excel）",
        description=getdoc(export),
        tags=[tag],
        response_class=Response,
        responses=FILE,
    )
    async def register(account: Actor, query: Annotated[Q, Depends(QueryParameters(asks))]) -> Response:
        return await export(exports, account, query)


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
