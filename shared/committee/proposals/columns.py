"""The columns of a proposal, written from its state in this one place."""

from datetime import date
from typing import Any

from shared.contracts.vocabulary import ProposalState as S
from shared.domain.proposals.state import Proposal

UNANSWERED = (S.ASSIGNED, S.IN_HANDLING, S.REHANDLING)
"""A reply is owed."""

OPEN = (S.FILED, *UNANSWERED, S.FEEDBACK_REQUESTED)
"""Filed, and the procedure is not yet done."""


def columns(state: Proposal) -> dict[str, Any]:
    """The value of each column that says what the state says."""
    facts = state.facts()
    first: dict[S, date] = {}
    last: dict[S, date] = {}
    for day, status in facts.steps:
        first.setdefault(status, day)
        last[status] = day
    return {
        "status": str(state.status),
        "channel": str(state.channel),
        "online": int(state.online),
        "received_on": first.get(S.UNDER_REVIEW),
        "filed_on": first.get(S.FILED),
        "assigned_on": first.get(S.ASSIGNED),
        "replied_on": None if state.status in UNANSWERED else last.get(S.FEEDBACK_REQUESTED),
        "closed_on": last.get(S.CLOSED),
        "limit_on": state.limit,
        "outcome": str(facts.outcomes[-1].outcome) if facts.outcomes and state.status not in UNANSWERED else None,
    }


def overdue(status: str, limit: date | None, today: date) -> bool:
    """Not replied, and the limit lies before today."""
    return status in UNANSWERED and limit is not None and limit < today
