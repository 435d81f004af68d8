"""Hearings 党委听取政协工作汇报: an organization has at most one a day, because their number is a requirement of the charter."""

from datetime import date

from sqlalchemy import select

from shared.committee.context import TransactionContext
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.references import number_of
from shared.committee.tables import consultations
from shared.contracts.consultation_vocabulary import ActivityClass
from shared.domain.command import Correct
from shared.domain.consultations.commands import ConsultationCommand, Hold
from shared.domain.consultations.state import Consultation
from shared.domain.errors import invalid
from shared.domain.log import entry_named


async def check_hearing(
    tx: TransactionContext, record: MatterRecord[Consultation], command: ConsultationCommand
) -> None:
    """Raises `InvalidError` when another hearing of the organization took place on the day that the command records."""
    found = _day(record.state, command, tx.context.today())
    if found is None:
        return
    field, day = found
    table = consultations.c
    same = select(table.id).where(
        table.organization == record.organization,
        table.activity == ActivityClass.HEARING,
        table.held_on == day,
        table.id != record.id,
    )
    if other := await tx.connection.scalar(same.limit(1)):
        raise invalid(field, day.isoformat(), f"同一天只登记一次党委听取汇报，当天的汇报已登记在{number_of(other)}")


def _day(state: Consultation, command: ConsultationCommand, today: date) -> tuple[str, date] | None:
    """Returns the field and the day on which the hearing took place by the command; None if it has none."""
    if isinstance(command, Hold):
        return "on", command.on or today
    if isinstance(command, Correct):
        number = entry_named(state.log, command.step)
        if state.log[number - 1].command == Hold.name:
            return "day", command.day
    return None
