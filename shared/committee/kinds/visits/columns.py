"""The columns of a visit, written from its state in this one place."""

from typing import Any

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.visits.state import Visit


def columns(state: Visit) -> dict[str, Any]:
    """The value of each column that says what the state says."""
    return {"received_on": state.log[0].on} | {str(outcome): int(outcome in state.outcomes) for outcome in VisitOutcome}
