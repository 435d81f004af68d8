"""Stores events of matters, in the transaction of the decision, in the journal (who recorded them) and the outbox (sent to Kafka)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.chunks import chunks
from shared.committee.events.publish import EventToPublish, publish
from shared.committee.tables import journal
from shared.contracts.envelope import Change
from shared.contracts.facts import Facts
from shared.contracts.vocabulary import Role
from shared.domain.command import Command
from shared.domain.event import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Recorder:
    """The account that records, the role it acts in, and the role it records for."""

    account: str
    account_role: Role
    role: Role


@dataclass(frozen=True, kw_only=True)
class Participants:
    """The participants of a step: a handling unit, a signatory (number), another organization (key)."""

    unit: str | None = None
    signatory: int | None = None
    counterpart: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedEvent:
    """An event of a matter, with its version and the facts after it; `organization`: its producer."""

    matter: str
    organization: str
    epoch: int
    sequence: int
    event: DomainEvent[Any]
    facts: Facts
    participants: Participants = Participants()

    @property
    def command(self) -> Command:
        command: Command = self.event.command
        return command

    @property
    def on(self) -> date:
        return self.event.on


async def publish_recorded(
    connection: AsyncConnection, recorded: Sequence[RecordedEvent], *, by: Recorder, now: datetime
) -> None:
    """Publishes events and writes their journal rows; raises `changed-meanwhile` when a version is already in the outbox."""
    await publish(connection, [_statement(item, by) for item in recorded], now=now)
    for some in chunks(recorded):
        await connection.execute(journal.insert(), [_row(item, by, now) for item in some])


def _statement(item: RecordedEvent, by: Recorder) -> EventToPublish:
    return EventToPublish(
        type=item.event.type,
        subject=item.matter,
        organization=item.organization,
        epoch=item.epoch,
        sequence=item.sequence,
        facts=item.facts,
        change=Change(command=item.command.name, on=item.on, role=by.role, late=item.event.late),
    )


def _row(item: RecordedEvent, by: Recorder, now: datetime) -> dict[str, Any]:
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
        **asdict(item.participants),
    }
