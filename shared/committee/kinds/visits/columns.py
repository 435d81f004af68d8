"""The columns of a visit, derived from its state."""

from typing import Any

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.visits.state import Visit


def columns(state: Visit) -> dict[str, Any]:
    """Returns the value of each column that is derived from the state."""
    return {"received_on": state.log[0].on} | {str(outcome): int(outcome in state.outcomes) for outcome in VisitOutcome}
