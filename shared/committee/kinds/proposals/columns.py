"""The columns of a proposal, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.matters.schemas import has_passed
from shared.committee.tables import proposals
from shared.contracts.vocabulary import ProposalState as S
from shared.domain.proposals.state import Proposal

WAITING = (S.ASSIGNED, S.IN_HANDLING)
"""The states in which a reply of the units is due by the limit."""

UNANSWERED = (*WAITING, S.REHANDLING)
"""The states without a valid reply, also after a form has returned the proposal, until `rehandle` begins another round."""


class ProposalRow(MatterRow, Protocol):
    """The columns of a proposal that lists show."""

    channel: str
    online: int
    derived: int
    received_on: date | None
    filed_on: date | None
    assigned_on: date | None
    replied_on: date | None
    closed_on: date | None
    limit_on: date | None
    outcome: str | None
    filing_number: str | None


def columns(state: Proposal) -> dict[str, ColumnValue]:
    """Returns the value of each column that is derived from the state."""
    facts = state.facts()
    first: dict[S, date] = {}
    last: dict[S, date] = {}
    for day, status in facts.steps:
        first.setdefault(status, day)
        last[status] = day
    return {
        "channel": str(state.channel),
        "online": int(state.online),
        "derived": int(state.derived),
        "received_on": first.get(S.UNDER_REVIEW),
        "filed_on": first.get(S.FILED),
        "assigned_on": first.get(S.ASSIGNED),
        "replied_on": None if state.status in UNANSWERED else last.get(S.FEEDBACK_REQUESTED),
        "closed_on": last.get(S.CLOSED),
        "limit_on": state.limit,
        "outcome": str(facts.outcomes[-1].outcome) if facts.outcomes and state.status not in UNANSWERED else None,
        "filing_serial": state.filing_serial,
        "filing_number": state.filing_number or None,
    }


def overdue_rows(today: date) -> ColumnElement[bool]:
    """Returns the condition that a reply is due and its limit is before today."""
    table = proposals.c
    return and_(table.status.in_([str(state) for state in WAITING]), table.limit_on < today)


def is_overdue(status: str, limit: date | None, today: date) -> bool:
    """Returns whether the condition of `overdue_rows` holds for one row."""
    return status in WAITING and has_passed(limit, today)
