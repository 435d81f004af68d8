"""What was decided goes, in the same transaction, into the journal (who recorded it) and into the outbox (what Kafka is told)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.chunks import chunks
from shared.committee.tables import journal
from shared.contracts.catalogue import CATALOGUE
from shared.contracts.codec import encode
from shared.contracts.envelope import Change
from shared.contracts.facts import Facts
from shared.contracts.vocabulary import Role
from shared.domain.command import Command
from shared.domain.event import Event
from shared.messaging.outbox.table import Outgoing, append


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """Who records: the account, the role it does so in, and the role it is recorded for."""

    account: str
    account_role: Role
    role: Role


@dataclass(frozen=True, kw_only=True)
class News:
    """An event of a matter, with its version and the facts after it; `organization` is the one that says so."""

    matter: str
    organization: str
    epoch: int
    sequence: int
    event: Event[Any]
    facts: Facts

    @property
    def command(self) -> Command:
        command: Command = self.event.command
        return command

    @property
    def on(self) -> date:
        return self.event.on


async def announce(connection: AsyncConnection, news: Sequence[News], *, by: Recorder, now: datetime) -> None:
    """`changed-meanwhile` when another transaction was first with one of the versions."""
    await append(connection, [_outgoing(item, by, now) for item in news])
    for some in chunks(news):
        await connection.execute(journal.insert(), [_row(item, by, now) for item in some])


def _outgoing(item: News, by: Recorder, now: datetime) -> Outgoing:
    kind = item.event.type
    change = Change(command=item.command.name, on=item.on, role=by.role, late=item.event.late)
    return Outgoing(
        topic=CATALOGUE[kind].topic,
        matter=item.matter,
        epoch=item.epoch,
        sequence=item.sequence,
        type=kind,
        recorded_at=now,
        payload=encode(
            type=kind,
            subject=item.matter,
            organization=item.organization,
            time=now,
            epoch=item.epoch,
            sequence=item.sequence,
            facts=item.facts,
            change=change,
        ),
    )


def _row(item: News, by: Recorder, now: datetime) -> dict[str, Any]:
    return {
        "matter": item.matter,
        "epoch": item.epoch,
        "sequence": item.sequence,
        "command": item.command.name,
        "effective_on": item.on,
        "late": int(item.event.late),
        "late_reason": item.command.late_reason,
        "role": str(by.role),
        "account": by.account,
        "account_role": str(by.account_role),
        "recorded_at": now,
    }
