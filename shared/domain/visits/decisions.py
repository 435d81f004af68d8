"""The decisions on a visit. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import Any

from shared.contracts.subjects import Subject
from shared.domain.admission import admit, check_correction, check_text, year_of
from shared.domain.command import Correct
from shared.domain.decision_context import DecisionContext
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record, VisitCommand, WithdrawVisit
from shared.domain.visits.evolution import VisitEvent
from shared.domain.visits.state import Visit
from shared.domain.visits.transitions import TRANSITIONS


def decide(state: Visit | None, command: VisitCommand, *, context: DecisionContext) -> list[VisitEvent]:
    """Returns the events of the command; raises a `LianxiError` when a rule refuses it."""

    def complete(dated: Any, day: date) -> Any:
        match dated:
            case Record(outcomes=outcomes, year=year):
                if len(set(outcomes)) != len(outcomes):
                    raise invalid("outcomes", list(map(str, outcomes)), "同一结果只填一次")
                return replace(dated, year=year_of(year, day))
            case WithdrawVisit(reason=reason):
                check_text("reason", reason)
            case Correct() if state is not None:
                check_correction(Subject.VISIT, state, dated, today=context.today)
        return dated

    return admit(
        Subject.VISIT,
        command,
        state=state,
        transitions=TRANSITIONS,
        complete=complete,
        begins=isinstance(command, Record),
        context=context,
    )
