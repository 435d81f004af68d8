"""The routes that change a proposal: one that begins it, and one for each command of the domain's table."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.directory.places import Places
from shared.committee.office import Office
from shared.committee.proposals import recording
from shared.committee.proposals.drafts import NewProposal
from shared.committee.proposals.permits import permitted
from shared.committee.proposals.repository import Kept
from shared.committee.proposals.views import ProposalReceipt, receipt
from shared.domain.command import Command
from shared.domain.proposals.commands import COMMANDS, Draft, ProposalCommand
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.answers import Answer, answer
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once

CREATED = 201
Id = Annotated[str, Path(max_length=64, examples=["522625-p-2014-17"])]


def add_commands(router: APIRouter, office: Office) -> None:
    """All of them."""
    _add_draft(router, office)
    for name, kind in COMMANDS.items():
        if kind is not Draft:
            _add_command(router, office, name, kind)


def _add_draft(router: APIRouter, office: Office) -> None:
    @router.post("", status_code=CREATED, summary=Draft.title_zh, response_model=ProposalReceipt)
    async def draft(
        request: Request,
        account: Actor,
        new: Annotated[NewProposal, Depends(strictly(NewProposal))],
        _body: Annotated[NewProposal, documented(NewProposal)],
    ) -> Response:
        """Begin a proposal; it gets the next number of its organization and year."""
        places = await office.directory.places()

        async def effect(connection: AsyncConnection) -> Answer:
            proposal = await recording.draft(connection, office, account, new, places)
            return _answer(office, account, proposal, places, status=CREATED)

        response = await once(request, account, effect)
        office.wake()
        return response


def _add_command(router: APIRouter, office: Office, name: str, kind: type[Command]) -> None:
    async def give(
        request: Request,
        account: Actor,
        id: Id,
        command: Annotated[Command, Depends(strictly(kind))],
        _body: Annotated[kind, documented(kind)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        places, given = await office.directory.places(), cast("ProposalCommand", command)

        async def effect(connection: AsyncConnection) -> Answer:
            proposal = await recording.load_for(connection, office, account, id, given, places)
            check_match(request, epoch=proposal.epoch, sequence=proposal.sequence)
            after = await recording.record(connection, office, account, proposal, given)
            return _answer(office, account, after, places)

        response = await once(request, account, effect)
        office.wake()
        return response

    router.add_api_route(
        f"/{{id}}/{name}",
        give,
        methods=["POST"],
        name=f"proposals.{name}",
        summary=kind.title_zh,
        description=kind.__doc__,
        response_model=ProposalReceipt,
    )


def _answer(office: Office, account: Account, proposal: Kept, places: Places, *, status: int = 200) -> Answer:
    view: Any = receipt(proposal, permitted(account, proposal, places=places, day=office.today()))
    location = f"/api/v1/proposals/{proposal.id}" if status == CREATED else None
    return answer(status, view, location=location, etag=etag_of(*proposal.version))
