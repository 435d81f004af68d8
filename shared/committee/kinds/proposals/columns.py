"""The columns of a proposal, derived from its state."""

from datetime import date
from typing import Protocol

from sqlalchemy import ColumnElement, and_

from shared.committee.matters.record import ColumnValue, MatterRow
from shared.committee.matters.schemas import has_passed
from shared.committee.tables import proposals
from shared.contracts.facts import ProposalFacts
from shared.contracts.vocabulary import ProposalState as S
from shared.contracts.vocabulary import Recorded
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.proposals.vocabulary import Decision, ProposalFlag

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
    key_on: date | None
    supervised_on: date | None
    instructed_on: date | None
    published_on: date | None
    unpublished_on: date | None
    outstanding_on: date | None


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
        "type": str(state.type) if state.type else None,
        "sector": state.sector,
        **_suggestions(facts, is_counted=S.FILED in first and not state.derived),
        "key_on": _first(facts.key),
        "supervised_on": _first(facts.supervised),
        "instructed_on": _first(tuple(each.day for each in facts.instructed)),
        "published_on": facts.published[-1] if state.flags.published else None,
        "unpublished_on": facts.unpublished[-1] if facts.unpublished else None,
        "outstanding_on": _first(facts.outstanding),
        "theme": str(state.theme) if state.theme else None,
        "decision": str(decision_due(state)),
    }


def decision_due(state: Proposal) -> Decision:
    """Returns the decision that comes before the regular next step: the first review, or what a unit waits for."""
    legal = TRANSITIONS.allowed(state.status)
    due = (each for each in Decision if str(each) in legal and state.awaits(str(each)))
    return next(due, Decision.NONE)


def _suggestions(facts: ProposalFacts, *, is_counted: bool) -> dict[str, ColumnValue]:
    """Returns the number of suggestions of a filed proposal that records them, and of those with each result."""
    counted = facts.suggestions if is_counted and Recorded.PROPOSAL_SUGGESTIONS in facts.records else ()
    adopted = [each for each in counted if each.adopted is not None]
    return {
        "suggestions": len(counted),
        "suggestions_adopted": len(adopted),
        "suggestions_not_adopted": sum(each.not_adopted is not None and each.adopted is None for each in counted),
        "suggestions_done": sum(each.done is not None for each in adopted),
    }


def _first(days: tuple[date, ...]) -> date | None:
    return days[0] if days else None


def flagged_rows(flag: str) -> ColumnElement[bool]:
    """Returns the condition that a proposal has a flag."""
    return proposals.c[f"{ProposalFlag(flag)}_on"].is_not(None)


def flags_of(row: ProposalRow) -> list[ProposalFlag]:
    """Returns the flags of a row, in the order of `ProposalFlag`."""
    days = {
        ProposalFlag.KEY: row.key_on,
        ProposalFlag.SUPERVISED: row.supervised_on,
        ProposalFlag.INSTRUCTED: row.instructed_on,
        ProposalFlag.PUBLISHED: row.published_on,
        ProposalFlag.OUTSTANDING: row.outstanding_on,
    }
    return [flag for flag, day in days.items() if day is not None]


def overdue_rows(today: date) -> ColumnElement[bool]:
    """Returns the condition that a reply is due and its limit is before today."""
    table = proposals.c
    return and_(table.status.in_([str(state) for state in WAITING]), table.limit_on < today)


def is_overdue(status: str, limit: date | None, today: date) -> bool:
    """Returns whether the condition of `overdue_rows` holds for one row."""
    return status in WAITING and has_passed(limit, today)
