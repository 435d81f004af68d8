"""The journal: who recorded each event of a matter, written in the transaction that publishes the event."""

from dataclasses import asdict, dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import journal
from shared.contracts.vocabulary import Role
from shared.domain.command import Command
from shared.domain.event import DomainEvent
from shared.messaging.outbox.table import OutboxEvent

C = TypeVar("C", bound=Command)


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


_NONE = Participants()


def journal_row(
    published: OutboxEvent, event: DomainEvent[C], by: Recorder, participants: Participants = _NONE
) -> dict[str, object]:
    """Returns the journal row of a decision and of the event that publishes it."""
    return {
        "matter": published.matter,
        "epoch": published.epoch,
        "sequence": published.sequence,
        "command": event.command.name,
        "effective_on": event.on,
        "late": int(event.recorded_late),
        "late_reason": event.command.late_reason,
        "role": str(by.role),
        "account": by.account,
        "account_role": str(by.account_role),
        "recorded_at": published.recorded_at,
        **asdict(participants),
    }


async def write_journal(connection: AsyncConnection, rows: list[dict[str, object]]) -> None:
    """Inserts journal rows."""
    await connection.execute(journal.insert(), rows)
