"""`/api/v1/proposals`: the routes that read; those that change are in `commanding`."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from shared.committee import papers
from shared.committee.history import History, history
from shared.committee.office import Office
from shared.committee.proposals.commanding import Id, add_commands
from shared.committee.proposals.listing import Asked, Filter, listed
from shared.committee.proposals.permits import permit_reading, permitted
from shared.committee.proposals.repository import kept, load, row_of
from shared.committee.proposals.views import ProposalSummary, ProposalView, detail
from shared.committee.relations import relation
from shared.contracts.subjects import Subject
from shared.domain.errors import invalid
from shared.web.actor import Actor
from shared.web.etag import etag_of
from shared.web.paging import Page, Paging
from shared.web.permissions import allow, may

READ = "proposals.read"


def proposals_router(office: Office) -> APIRouter:
    """Every route of proposals."""
    router = APIRouter(prefix="/api/v1/proposals", tags=["提案"])
    add_commands(router, office)
    _add_list(router, office)
    _add_one(router, office)
    return router


def _add_list(router: APIRouter, office: Office) -> None:
    @router.get("", summary="提案列表")
    async def listing(account: Actor, paging: Paging, asked: Annotated[Asked, Query()]) -> Page[ProposalSummary]:
        """Those of one organization (by default the account's own), the newest year first."""
        places, today = await office.directory.places(), office.today()
        word = asked.organization or account.organization
        if word is None:
            raise invalid("organization", None, "必须填写")
        key = word if word == account.organization else places.resolve(word, today)
        stands = relation(account, key, places=places, day=today)
        allow(account, READ, relation=stands, units=[account.unit] if account.unit else [])
        unit = None if may(account, READ, relation=stands) else account.unit
        async with office.service.reading() as connection:
            return await listed(connection, Filter(organization=key, today=today, unit=unit, asked=asked), paging)


def _add_one(router: APIRouter, office: Office) -> None:
    @router.get("/{id}", summary="提案")
    async def one(account: Actor, id: Id, response: Response) -> ProposalView:
        """One proposal with its texts; `commands`: what this account may do now."""
        places, today = await office.directory.places(), office.today()
        async with office.service.reading() as connection:
            row = await row_of(connection, id)
            proposal = kept(row)
            permit_reading(account, proposal, places=places, day=today)
            texts = await papers.of(connection, id)
        response.headers["ETag"] = etag_of(*proposal.version)
        return detail(row, proposal, texts, permitted(account, proposal, places=places, day=today), today)

    @router.get("/{id}/history", summary="提案办理经过")
    async def past(account: Actor, id: Id) -> History:
        """Every step, as it was recorded."""
        places = await office.directory.places()
        async with office.service.reading() as connection:
            permit_reading(account, await load(connection, id), places=places, day=office.today())
            return await history(connection, id, Subject.PROPOSAL)
