"""Applies an event to a visit. Needs no charter and no clock."""

from typing import assert_never

from msgspec import structs

from shared.contracts.vocabulary import VisitState as S
from shared.domain.command import Correct
from shared.domain.event import DomainEvent
from shared.domain.event_log import entry_of, evolved
from shared.domain.transitions import not_begun
from shared.domain.visits.commands import CompletedReportVisit, Record, ReportVisit, VisitCommand, WithdrawVisit
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS

VisitEvent = DomainEvent[VisitCommand]


def evolve(state: Visit | None, event: VisitEvent) -> Visit:
    """Returns the state after the event."""
    return evolved(state, event, TRANSITIONS, begun=_begun, recorded=_recorded)


def _begun(event: VisitEvent) -> Visit:
    match event.command:
        case Record(outcomes=outcomes, year=year):
            return Visit(year=year or event.on.year, outcomes=outcomes, log=(entry_of(event, S.RECORDED),))
    raise not_begun()


def _recorded(state: Visit, event: VisitEvent) -> Visit:
    """Returns the state changed by the event; the caller adds the log entry."""
    match event.command:
        case CompletedReportVisit(matter=matter):
            return structs.replace(state, report=matter)
        case Record() | ReportVisit() | WithdrawVisit() | Correct():
            return state  # the log alone changes
        case _:
            assert_never(event.command)
