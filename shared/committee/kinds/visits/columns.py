"""The columns of a visit, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.tables import visits
from shared.contracts.vocabulary import VisitOutcome
from shared.domain.visits.state import Visit


class VisitRow(MatterRow, Protocol):
    """The columns of a visit that lists show, without those of its outcomes: each is named by its value."""

    received_on: date


def with_outcome(outcome: str) -> ColumnElement[bool]:
    """Returns the condition that a visit has this outcome."""
    return visits.c[VisitOutcome(outcome)] == 1


def columns(state: Visit) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    return {"received_on": state.log[0].on} | {str(outcome): int(outcome in state.outcomes) for outcome in VisitOutcome}
