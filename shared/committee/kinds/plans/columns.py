"""The columns of an annual plan, derived from its state."""

from typing import Any

from shared.contracts.vocabulary import PlanState
from shared.domain.plans.state import Plan


def columns(state: Plan) -> dict[str, Any]:
    """Returns the value of each column that is derived from the state."""
    return {
        "confirmed_on": next((entry.on for entry in state.log if entry.status == PlanState.CONFIRMED), None),
        "items": len(state.items),
        "executed": sum(item.executed is not None for item in state.items),
    }
