"""The routes that change an organization's record: one for each command of the domain's table."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.office import Office
from shared.committee.organizations import recording
from shared.committee.organizations.keeping import permission
from shared.committee.organizations.repository import Kept
from shared.committee.organizations.views import OrganizationReceipt, receipt
from shared.committee.relations import relation_to_record
from shared.domain.command import Command
from shared.domain.organizations.commands import COMMANDS, OrganizationCommand
from shared.domain.organizations.transitions import allowed
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.answers import Answer, answer
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once
from shared.web.permissions import may

Key = Annotated[str, Path(max_length=32, pattern="^[a-z0-9]+$", examples=["522625"])]


def add_commands(router: APIRouter, office: Office) -> None:
    """All of them."""
    for name, kind in COMMANDS.items():
        _add_command(router, office, name, kind)


def _add_command(router: APIRouter, office: Office, name: str, kind: type[Command]) -> None:
    async def give(
        request: Request,
        account: Actor,
        key: Key,
        command: Annotated[Command, Depends(strictly(kind))],
        _body: Annotated[kind, documented(kind)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        places, given = await office.directory.places(), cast("OrganizationCommand", command)
        recorded: list[Kept] = []

        async def effect(connection: AsyncConnection) -> Answer:
            subject = await recording.subject_of(connection, office, key, given, places)
            recording.permit(account, subject, given)
            if subject.record is not None:
                check_match(request, epoch=subject.record.epoch, sequence=subject.record.sequence)
            recorded.append(await recording.record(connection, office, account, subject, given, places=places))
            return _answer(account, recorded[0])

        response = await once(request, account, effect)
        office.noted(recorded)
        return response

    router.add_api_route(
        f"/{{key}}/{name}",
        give,
        methods=["POST"],
        name=f"organizations.{name}",
        summary=kind.title_zh,
        description=kind.__doc__,
        response_model=OrganizationReceipt,
    )


def _answer(account: Account, record: Kept) -> Answer:
    stands = relation_to_record(account, record.keeper)
    level = record.state.level
    commands = [each for each in allowed(record.state) if may(account, permission(each, level), relation=stands)]
    return answer(200, receipt(record, commands), etag=etag_of(*record.version))
