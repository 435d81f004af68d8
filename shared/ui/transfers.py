"""`/transfers`: what came from other organizations, and what was sent to them; each leads to its matter, where it is answered."""

from fastapi import APIRouter, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.contracts.vocabulary import TransferState
from shared.ui.kind_layouts import LAYOUTS, colour
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination, parse_query
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging

_SIDES = {"in": "来件", "out": "去件"}


def transfer_pages(context: ServiceContext) -> APIRouter:
    """The one page of transfers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/transfers")
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Renders the transfers of the account's organization, the newest first."""
        query, given = parse_query(request, TransferQuery)
        tree = await context.directory.tree()
        page = await transfers_of(context, visitor.account, query, paging)
        return TEMPLATES.render(
            "transfers.html",
            frame=page_frame(request, visitor, context, tree),
            items=page.items,
            given=given,
            sides=_SIDES,
            states=list(TransferState),
            layouts=LAYOUTS,
            colour=colour,
            turning=pagination(page, given),
        )

    return router
