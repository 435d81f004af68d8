"""The decisions on a visit. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date

from shared.contracts.subjects import Subject
from shared.domain.admission import DecisionContext, admit, check_correction, check_text, year_of
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record, VisitCommand, WithdrawVisit
from shared.domain.visits.evolution import VisitEvent
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


def decide(state: Visit | None, command: VisitCommand, *, context: DecisionContext) -> VisitEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    admission = admit(
        Subject.VISIT,
        command,
        state=state,
        transitions=TRANSITIONS,
        begins=isinstance(command, Record),
        context=context,
    )
    completed = admission.command
    if state is None:
        return admission.event(_begin(completed, admission.on))
    match completed:
        case WithdrawVisit(reason=reason):
            check_text("reason", reason)
        case Correct():
            check_correction(Subject.VISIT, state, completed, today=context.today)
    return admission.event(completed)


def _begin(command: VisitCommand, day: date) -> VisitCommand:
    """Returns the visit with its year; refuses an outcome that is given twice."""
    if not isinstance(command, Record):
        return command
    if len(set(command.outcomes)) != len(command.outcomes):
        raise invalid("outcomes", list(map(str, command.outcomes)), "同一结果只填一次")
    return replace(command, year=year_of(command.year, day))
