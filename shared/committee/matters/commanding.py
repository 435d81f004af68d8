"""The routes that change a matter: one that begins it, and one for each command of its kind's table."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.directory.places import Places
from shared.committee.matters import recording
from shared.committee.matters.kind import Kind
from shared.committee.matters.permits import at_matter, permitted
from shared.committee.matters.repository import Kept
from shared.committee.matters.views import Receipt, receipt
from shared.committee.office import Office
from shared.committee.roles import recorder
from shared.committee.work import Work
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.answers import Answer, answer
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once

CREATED = 201
Id = Annotated[str, Path(max_length=LONGEST_ID, examples=["522625-p-2014-17"])]


def add_commands(router: APIRouter, office: Office, kind: Kind) -> None:
    """All of them."""
    _add_beginning(router, office, kind)
    for name, body in kind.commands.items():
        if body is not kind.begins:
            _add_command(router, office, kind, name, body)


def _add_beginning(router: APIRouter, office: Office, kind: Kind) -> None:
    async def begin(
        request: Request,
        account: Actor,
        new: Annotated[Any, Depends(strictly(kind.new))],
        _body: Annotated[kind.new, documented(kind.new)],  # type: ignore[name-defined]  # a row of the table
    ) -> Response:
        places = await office.directory.places()

        async def effect(connection: AsyncConnection) -> Answer:
            matter = await recording.begin(Work(connection, office, places), account, kind, new)
            return answer_of(office, account, kind, matter, places, status=CREATED)

        response = await once(request, account, effect)
        office.wake()
        return response

    router.add_api_route(
        "",
        begin,
        methods=["POST"],
        status_code=CREATED,
        name=f"{kind.name}.{kind.begins.name}",
        summary=kind.begins.title_zh,
        description=kind.begins.__doc__,
        response_model=Receipt,
    )


def _add_command(router: APIRouter, office: Office, kind: Kind, name: str, body: type[Command]) -> None:
    async def give(
        request: Request,
        account: Actor,
        id: Id,
        command: Annotated[Command, Depends(strictly(body))],
        _body: Annotated[body, documented(body)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        places = await office.directory.places()

        async def effect(connection: AsyncConnection) -> Answer:
            work = Work(connection, office, places)
            matter = await recording.load_for(work, account, kind, id, command=command)
            check_match(request, epoch=matter.epoch, sequence=matter.sequence)
            by = recorder(account, f"{kind.name}.{command.name}")
            after = await recording.record(work, kind, matter, command, by=by)
            return answer_of(office, account, kind, after, places)

        response = await once(request, account, effect)
        office.wake()
        return response

    router.add_api_route(
        f"/{{id}}/{name}",
        give,
        methods=["POST"],
        name=f"{kind.name}.{name}",
        summary=body.title_zh,
        description=body.__doc__,
        response_model=Receipt,
    )


def answer_of(
    office: Office, account: Account, kind: Kind, matter: Kept, places: Places, *, status: int = 200
) -> Answer:
    """What a command answers: the state after it, and what this account may do now."""
    commands = permitted(account, kind, matter, places=places, day=office.today())
    view = receipt(matter, at_matter(commands))
    location = f"/api/v1/{kind.name}/{matter.id}" if status == CREATED else None
    return answer(status, view, location=location, etag=etag_of(*matter.version))
