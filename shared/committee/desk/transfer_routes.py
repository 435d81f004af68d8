"""`/transfers`: what came from other organizations, and what was sent to them; each leads to its matter, where it is answered."""

from fastapi import APIRouter, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.desk.framing import DESK, frame
from shared.committee.desk.layouts import LAYOUTS, colour
from shared.committee.desk.list_routes import question, turning
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.contracts.vocabulary import TransferState
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging

_SIDES = {"in": "来件", "out": "去件"}


def transfer_pages(context: ServiceContext) -> APIRouter:
    """The one page of transfers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/transfers")
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Renders the transfers of the account's organization, the newest first."""
        asked, given = question(request, TransferQuery)
        tree = await context.directory.tree()
        page = await transfers_of(context, visitor.account, asked, paging)
        return DESK.render(
            "transfers.html",
            frame=frame(request, visitor, context, tree),
            items=page.items,
            given=given,
            sides=_SIDES,
            states=list(TransferState),
            layouts=LAYOUTS,
            colour=colour,
            turning=turning(page, given),
        )

    return router
