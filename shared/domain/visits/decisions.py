"""The decisions on a visit. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date

from shared.domain.admission import DecisionContext, check_text, decided, year_of
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record, VisitCommand, WithdrawVisit
from shared.domain.visits.evolution import VisitEvent
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


def decide(state: Visit | None, command: VisitCommand, *, context: DecisionContext) -> VisitEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    return decided(state, command, TRANSITIONS, begin=_begin, complete=_complete, context=context)


def _complete(_state: Visit, command: VisitCommand, _day: date, _context: DecisionContext) -> VisitCommand:
    """Returns the command as the rules complete it; raises a `LianxiError` when one of them refuses it."""
    match command:
        case WithdrawVisit(reason=reason):
            check_text("reason", reason)
    return command


def _begin(command: VisitCommand, day: date, _context: DecisionContext) -> VisitCommand:
    """Returns the visit with its year; refuses an outcome that is given twice."""
    if not isinstance(command, Record):
        return command
    if len(set(command.outcomes)) != len(command.outcomes):
        raise invalid("outcomes", list(map(str, command.outcomes)), "同一结果只填一次")
    return replace(command, year=year_of(command.year, day))
