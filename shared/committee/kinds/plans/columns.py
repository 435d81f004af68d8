"""The columns of an annual plan, derived from its state."""

from datetime import date
from typing import Protocol

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.contracts.vocabulary import PlanState
from shared.domain.plans.state import Plan


class PlanRow(MatterRow, Protocol):
    """The columns of an annual plan that lists show."""

    confirmed_on: date | None
    items: int
    executed: int


def columns(state: Plan) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    return {
        "confirmed_on": next((entry.on for entry in state.log if entry.status == PlanState.CONFIRMED), None),
        "items": len(state.items),
        "executed": sum(item.executed is not None for item in state.items),
    }
