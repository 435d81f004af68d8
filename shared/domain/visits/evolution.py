"""Applies an event to a visit. Needs no charter and no clock."""

from shared.contracts.vocabulary import VisitState as S
from shared.domain.command import Correct
from shared.domain.errors import ConflictError
from shared.domain.event import DomainEvent
from shared.domain.event_log import entry_of, logged, redate
from shared.domain.visits.commands import Record, VisitCommand
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS

VisitEvent = DomainEvent[VisitCommand]


def evolve(state: Visit | None, event: VisitEvent) -> Visit:
    """Returns the state after the event."""
    if state is None:
        return _begun(event)
    return logged(_recorded(state, event), event, before=state, transitions=TRANSITIONS)


def _begun(event: VisitEvent) -> Visit:
    match event.command:
        case Record(outcomes=outcomes, year=year):
            return Visit(year=year or event.on.year, outcomes=outcomes, log=(entry_of(event, S.RECORDED),))
    raise ConflictError("not-allowed-now", "来访尚未登记，不能执行该操作。")


def _recorded(state: Visit, event: VisitEvent) -> Visit:
    """Returns the state changed by the event; the caller adds the log entry."""
    command = event.command
    match command:
        case Correct():
            return redate(state, command, event.term)
    return state
