"""The columns of an annual plan, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.tables import plans
from shared.contracts.consultation_vocabulary import PlanState
from shared.domain.log import day_of
from shared.domain.plans.obligations import obligations
from shared.domain.plans.state import Plan


class PlanRow(MatterRow, Protocol):
    """The columns of an annual plan that lists show. `limit_on`: the earliest deadline of its open items, once it is confirmed."""

    confirmed_on: date | None
    limit_on: date | None
    items: int
    executed: int
    dropped: int


def columns(state: Plan) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    confirmed = next((entry.on for entry in state.log if entry.status == PlanState.CONFIRMED), None)
    kept = [item for item in state.items if item.dropped is None]
    dropped = [day_of(state.log, item.dropped) for item in state.items if item.dropped is not None]
    return {
        "confirmed_on": confirmed,
        "limit_on": min((each.limit for each in obligations(state)), default=None),
        "items": len(kept),
        "executed": sum(item.executed is not None for item in kept),
        "dropped": sum(day >= confirmed for day in dropped) if confirmed else 0,
    }


def overdue_rows(today: date) -> ColumnElement[bool]:
    """Returns the condition that the deadline of an open item of a confirmed plan has passed."""
    return plans.c.limit_on < today
