"""The journal: who recorded each event of a matter, and in which role, written in the transaction that publishes the event."""

from dataclasses import asdict, dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import journal
from shared.contracts.vocabulary import Role
from shared.domain.catalogue import COMMAND_SETS
from shared.domain.command import Command
from shared.domain.event import DomainEvent
from shared.messaging.outbox.table import OutboxEvent
from shared.web.accounts import Account
from shared.web.permissions import PERMISSIONS

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
_insertion = journal.insert()


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
    await connection.execute(_insertion, rows)


RECORDED_FOR: dict[str, Role] = {
    name: grant.recorded_for for commands in COMMAND_SETS.values() for name, grant in commands.permissions()
}
"""Command (`proposals.file`) -> the role for which it is recorded."""

_RECORDING = (Role.SECRETARIAT, Role.SYSTEM_ADMINISTRATOR)
"""The roles that record for others, in order of preference; every other role records for itself."""


def recorder(account: Account, command: str) -> Recorder:
    """Returns the recorder of this command: the account acts in the command's role if it has it, else on its behalf, else for itself."""
    role = RECORDED_FOR[command]
    if role in account.roles:
        return Recorder(account=account.name, account_role=role, role=role)
    recording = next((each for each in _RECORDING if each in account.roles), None)
    if recording is not None:
        return Recorder(account=account.name, account_role=recording, role=role)
    own = next((each for each in sorted(account.roles) if PERMISSIONS[command].get(each)), min(account.roles))
    return Recorder(account=account.name, account_role=own, role=own)
