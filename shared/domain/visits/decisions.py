"""The decisions on a visit. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.contracts.vocabulary import VisitOutcome
from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.lines import line_in
from shared.domain.transitions import ALREADY
from shared.domain.visits.commands import Record, ReportVisit, VisitCommand, WithdrawVisit
from shared.domain.visits.evolution import VisitEvent
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


def decide(state: Visit | None, command: VisitCommand, *, context: DecisionContext) -> VisitEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, command, TRANSITIONS, context=context)
    if state is None:
        return replace(event, command=_begin(event.command, event.on))
    match event.command:
        case ReportVisit(title=title):
            _check_report(state, event.command)
            return replace(event, command=replace(event.command, title=line_in("title", title) if title else ""))
        case WithdrawVisit(reason=reason):
            check_text("reason", reason)
        case Record() | Correct():
            pass  # no rule of their own
        case _:
            assert_never(event.command)
    return event


def _check_report(state: Visit, command: ReportVisit) -> None:
    """Refuses a report of a visit that has another outcome, and a second report."""
    if state.can(ReportVisit.name):
        return
    if VisitOutcome.REPORT not in state.outcomes:
        raise TRANSITIONS.refusal(state, command, f"来访的结果不含“{VisitOutcome.REPORT.title_zh}”")
    raise TRANSITIONS.refusal(state, command, "已形成信息（另一件事请另登记一次来访）", code=ALREADY)


def _begin(command: VisitCommand, day: date) -> VisitCommand:
    """Returns the visit with its year; refuses an outcome that is given twice."""
    if not isinstance(command, Record):
        return command
    if len(set(command.outcomes)) != len(command.outcomes):
        raise invalid("outcomes", list(map(str, command.outcomes)), "同一结果只填一次")
    return replace(command, year=year_of(command.year, day))
