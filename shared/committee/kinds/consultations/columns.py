"""The columns of a consultation or another activity, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.matters.schemas import has_passed
from shared.committee.tables import consultations
from shared.contracts.consultation_vocabulary import ConsultationState as S
from shared.domain.consultations.obligations import WAITING, obligations
from shared.domain.consultations.research_commands import ReportStep
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.transitions import TRANSITIONS


class ConsultationRow(MatterRow, Protocol):
    """The columns of a consultation or another activity that lists show."""

    activity: str
    form: str | None
    held_by: str | None
    sector: str | None
    planned_on: date | None
    limit_on: date | None
    held_on: date | None
    participants: int
    made: int
    adopted: int
    done: int


def columns(state: Consultation) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    return {
        "activity": str(state.activity),
        "form": str(state.form) if state.form else None,
        "held_by": str(state.held_by) if state.held_by else None,
        "sector": state.sector,
        "planned_on": state.planned,
        "limit_on": min((each.limit for each in obligations(state)), default=None),
        "held_on": next((entry.on for entry in state.log if entry.status == S.HELD), None),
        "appraises": state.appraises,
        "decision": str(report_step(state)),
        "participants": state.participants,
        "made": len(state.suggestions),
        "adopted": sum(each.adopted is not None for each in state.suggestions),
        "done": sum(each.done is not None for each in state.suggestions),
    }


def report_step(state: Consultation) -> ReportStep:
    """Returns the step that the report of research waits for before it can be submitted."""
    legal = TRANSITIONS.allowed(state.status)
    return next((each for each in ReportStep if str(each) in legal and state.can(str(each))), ReportStep.NONE)


def appraised_by(row: MatterRow) -> ColumnElement[bool]:
    """Returns the condition of the appraisals that came back to a research activity."""
    return consultations.c.appraises == row.id


def overdue_rows(today: date) -> ColumnElement[bool]:
    """Returns the condition that the activity is not held, and that it, its notice or its papers were due before today."""
    table = consultations.c
    return and_(table.status.in_([str(state) for state in WAITING]), table.limit_on < today)


def is_overdue(status: str, limit: date | None, today: date) -> bool:
    """Returns whether the condition of `overdue_rows` holds for one row."""
    return status in WAITING and has_passed(limit, today)
