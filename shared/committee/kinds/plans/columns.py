"""The columns of an annual plan, written from its state in this one place."""

from typing import Any

from shared.contracts.vocabulary import PlanState
from shared.domain.plans.state import Plan


def columns(state: Plan) -> dict[str, Any]:
    """The value of each column that says what the state says."""
    return {
        "confirmed_on": next((entry.on for entry in state.log if entry.status == PlanState.CONFIRMED), None),
        "items": len(state.items),
        "executed": sum(item.executed is not None for item in state.items),
    }
