"""The rules on the look-back at a planned answer. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.contracts.vocabulary import LookBackResult, Outcome
from shared.domain.admission import check_text
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import day_of
from shared.domain.proposals.follow_up_commands import LookBack
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now


def check_look_back(state: Proposal, command: LookBack, day: date) -> None:
    """Refuses a look-back at an answer that was not planned, in the year of the answer, or after a final result."""
    check_text("finding", command.finding)
    answer = state.outcome_in_force
    if answer is None or answer.outcome is not Outcome.PLANNED:
        raise not_now(state, command, "只有答复为正在解决或列入计划的提案需要回头看")
    if state.look_backs and state.look_backs[-1].result is not LookBackResult.STILL_PLANNED:
        raise not_now(state, command, f"已回头看，结果为“{state.look_backs[-1].result.title_zh}”")
    since = date(answer.day.year + 1, 1, 1)
    if day < since:
        raise invalid("on", day.isoformat(), f"不能早于{since.isoformat()}（答复的次年）")


def check_look_backs(corrected: Proposal, command: Correct) -> None:
    """Refuses a correction after which a look-back would lie in the year of the answer."""
    answer = corrected.outcome_in_force
    for look_back in corrected.look_backs:
        day = day_of(corrected.log, look_back.entry)
        if answer is not None and day.year <= answer.day.year:
            rule = f"更正后回头看（{day.isoformat()}）不在答复（{answer.day.isoformat()}）的次年或以后"
            raise invalid("day", command.day.isoformat(), rule)
