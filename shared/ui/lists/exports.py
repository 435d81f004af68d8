"""`/{list}.xlsx`: the list that a page shows, as filtered, as a workbook."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from shared.committee.exports import exchanges, registers
from shared.committee.exports.export import Exports
from shared.committee.exports.long_exports import LONG, LongExports
from shared.committee.exports.matters import matters_export
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import query_model
from shared.committee.transfers.queries import TransferQuery
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import parse_query
from shared.web.accounts import Account
from shared.web.actor import is_logged_in
from shared.web.dependencies import app_state
from shared.web.pages.forms import redirect_to
from shared.web.pages.visitor import Visiting

Q = TypeVar("Q", bound=BaseModel)

REFRESH_SECONDS = 2
"""Seconds after which the page of a running export is loaded again."""

Id = Annotated[str, Path(max_length=32)]


def export_pages(exports: Exports) -> APIRouter:
    """Returns the router of the downloads; it comes before the pages whose paths end with an id."""
    router, long = APIRouter(include_in_schema=False), LongExports()
    for kind in KINDS:
        _add_matters(router, exports, long, kind)

    @router.get("/exports/{id}")
    async def progress(request: Request, visitor: Visiting, id: Id) -> Response:
        """Renders how many rows of a long export are written; the page of a running one loads itself again."""
        found = long.find(visitor.account.name, id)
        frame = page_frame(request, visitor, exports.context, await exports.context.directory.tree())
        response = TEMPLATES.render("export_progress.html", frame=frame, found=found, id=id)
        if not found.finished:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    @router.get("/exports/{id}/file.xlsx")
    async def file(visitor: Visiting, id: Id) -> Response:
        """Returns the workbook of a finished export, once."""
        return long.take(visitor.account.name, id).response()

    _add_register(router, exports, "/units/appraisal.xlsx", registers.AppraisalExportQuery, registers.export_appraisal)
    _add_register(router, exports, "/opinions/points.xlsx", registers.AppraisalExportQuery, registers.export_points)
    _add_register(router, exports, "/plans/items.xlsx", registers.AppraisalExportQuery, registers.export_items)
    _add_register(router, exports, "/units.xlsx", registers.UnitExportQuery, registers.export_units)
    _add_register(router, exports, "/members.xlsx", registers.MemberExportQuery, registers.export_members)
    _add_register(router, exports, "/opinion-calls.xlsx", exchanges.CallExportQuery, exchanges.export_calls)
    _add_register(router, exports, "/topic-suggestions.xlsx", exchanges.TopicExportQuery, exchanges.export_topics)
    _add_register(router, exports, "/comment-requests.xlsx", exchanges.OwnedExportQuery, exchanges.export_requests)
    _add_register(router, exports, "/transfers.xlsx", TransferQuery, exchanges.export_transfers)
    return router


def _add_register(
    router: APIRouter,
    exports: Exports,
    path: str,
    asks: type[Q],
    export: Callable[[Exports, Account, Q], Awaitable[Response]],
) -> None:
    @router.get(path)
    async def register(request: Request, visitor: Visiting) -> Response:
        """Returns the register, as filtered, as a workbook."""
        return await export(exports, visitor.account, parse_query(request, asks)[0])


def _add_matters(router: APIRouter, exports: Exports, long: LongExports, kind: AnyKind) -> None:
    asks = query_model(kind)

    @router.get(f"/{kind.name}.xlsx")
    async def matters(request: Request, visitor: Visiting) -> Response:
        """Returns the list of the kind, as filtered, as a workbook; redirects to the page of the progress of a long one."""
        query, given = parse_query(request, asks)
        export = await matters_export(exports, visitor.account, kind, query)
        if export.total < LONG:
            return await export.respond()
        id = long.start(
            visitor.account.name,
            export.write,
            title=kind.title_zh,
            back=f"/{kind.name}?{urlencode(given)}",
            total=export.total,
            logged_in=partial(is_logged_in, app_state(request), visitor.token),
        )
        return redirect_to(f"/exports/{id}")
