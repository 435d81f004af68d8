"""`/transfers`: what came from other organizations, and what was sent to them; each leads to its matter, where it is answered."""

from fastapi import APIRouter, Request, Response

from shared.committee.desk.framing import DESK, frame
from shared.committee.desk.layouts import LAYOUTS, colour
from shared.committee.desk.list_routes import question, turning
from shared.committee.office import Office
from shared.committee.relations import relation
from shared.committee.transfers.listing import Asked, listed
from shared.committee.transfers.views import view
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import invalid
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging
from shared.web.permissions import allow

_SIDES = {"in": "来件", "out": "去件"}


def transfer_pages(office: Office) -> APIRouter:
    """The one page of transfers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/transfers")
    async def listing(request: Request, visitor: Visiting, paging: Paging) -> Response:
        """Of the account's own organization, the last sent first."""
        asked, given = question(request, Asked)
        places, today, own = await office.directory.places(), office.today(), visitor.account.organization
        if own is None:
            raise invalid("organization", None, "管理员不属于任何单位")
        key = asked.organization or own
        allow(visitor.account, "transfers.read", relation=relation(visitor.account, key, places=places, day=today))
        async with office.service.reading() as connection:
            found, total = await listed(connection, key, asked, paging, today=today)
        page = paging.of([view(each, places=places, today=today) for each in found], total)
        return DESK.render(
            "transfers.html",
            frame=frame(request, visitor, office, places),
            items=page.items,
            given=given,
            sides=_SIDES,
            states=list(TransferState),
            layouts=LAYOUTS,
            colour=colour,
            turning=turning(page, given),
        )

    return router
