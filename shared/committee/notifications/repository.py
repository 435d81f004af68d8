"""The repository of notifications. Each is stored once, in the transaction that causes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.notifications.tables import notifications
from shared.committee.notifications.vocabulary import Occasion
from shared.domain.lines import LONGEST_LINE
from shared.storage.statements import chunks, insert_into

_ROWS = 50


class Cause(NamedTuple):
    """What notifications come from. `occasion`: the version of the matter or the reminder; `command`: empty for a reminder."""

    organization: str
    kind: str
    matter: str
    occasion: str
    command: str
    account: str
    at: datetime


class VersionedEntry(Protocol):
    """An entry of a register with its version."""

    @property
    def organization(self) -> str: ...

    @property
    def id(self) -> str: ...

    @property
    def epoch(self) -> int: ...


def cause_of(entry: VersionedEntry, sequence: int, kind: str, command: str, *, account: str, at: datetime) -> Cause:
    """Returns the cause of notifications of a command that gives an entry of a register this sequence number."""
    occasion = f"{entry.epoch}-{sequence}"
    return Cause(entry.organization, kind, entry.id, occasion, command, account, at)


async def notify(connection: AsyncConnection, caused: Iterable[tuple[Cause, Iterable[Occasion]]]) -> None:
    """Stores the notifications of steps, unless they are stored already."""
    rows = [
        {
            "organization": cause.organization,
            "kind": cause.kind,
            "matter": cause.matter,
            "occasion": cause.occasion,
            "sort": str(each.sort),
            "recipient": str(each.recipient),
            "addressee": each.addressee,
            "command": cause.command,
            "detail": each.detail[:LONGEST_LINE],
            "caused_by": cause.account,
            "recorded_at": cause.at,
            "planned": False,
        }
        for cause, occasions in caused
        for each in dict.fromkeys(occasions)
    ]
    for some in chunks(rows, _ROWS):
        await connection.execute(insert_into(connection, notifications).values(list(some)).on_conflict_do_nothing())
