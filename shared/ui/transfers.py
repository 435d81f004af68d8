"""`/transfers`: the received and the sent transfers of an organization; each links to its matter, whose page has the answering commands."""

from fastapi import APIRouter, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.kinds.catalogue import BY_NAME
from shared.committee.messages.schemas import TransferView
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.contracts.vocabulary import TransferState
from shared.ui.format import colour
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination, parse_query
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging

_SIDES = {"in": "来件", "out": "去件"}
_STEPS = {"accept": "接收或退回", "resend": "重新报送", "urge_transfer": "催办"}
"""The commands to whose forms the list leads, with the texts of the links."""


def step_of(item: TransferView) -> str:
    """Returns the command that a transfer waits for at this side; empty without one."""
    if item.side == "in":
        return "accept" if item.status is TransferState.DELIVERED else ""
    if item.status is TransferState.RETURNED:
        return "resend"
    if not item.silent:
        return ""
    return "resend" if item.status is TransferState.SENT else "urge_transfer"


def transfer_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the page of transfers."""
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
            steps=_STEPS,
            step_of=step_of,
            states=list(TransferState),
            kinds=BY_NAME,
            colour=colour,
            pagination=pagination(page, given),
        )

    return router
