"""The rules on the feedback and the re-handling of a proposal. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.domain.admission import check_text
from shared.domain.charters.charter import Charter
from shared.domain.command import Command, Correct
from shared.domain.days import check_limit
from shared.domain.errors import invalid
from shared.domain.log import entry_named
from shared.domain.proposals.assignments import tenths_of
from shared.domain.proposals.feedback_commands import (
    Appraise,
    CloseProposal,
    CompletedAppraise,
    CompletedRate,
    Rate,
    Rehandle,
)
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now

MOST = 100
"""The highest score of an appraisal."""


def complete_feedback(
    state: Proposal, command: Rate | Appraise, day: date, *, charter: Charter
) -> CompletedRate | CompletedAppraise:
    """Returns a form or an appraisal, completed with `returns`; refuses both before the replies."""
    if not state.rounds_answered:
        raise not_now(state, command, "承办单位尚未答复")
    if isinstance(command, Rate):
        return complete_rate(state, command, day, charter=charter)
    return complete_appraise(state, command, day, charter=charter)


def complete_rate(state: Proposal, command: Rate, day: date, *, charter: Charter) -> CompletedRate:
    """Returns the command completed with `returns`: whether this form sends the proposal back for re-handling."""
    if not 1 <= command.signatory <= state.signatories:
        raise invalid("signatory", command.signatory, f"须在1至{state.signatories}之间")
    for field, answer in (("process", command.process), ("result", command.result)):
        if answer not in charter.answers:
            raise invalid(field, str(answer), f"须为{'、'.join(each.title_zh for each in charter.answers)}之一")
    dissatisfied = command.process in charter.rehandled_answers or command.result in charter.rehandled_answers
    return CompletedRate(**vars(command), returns=dissatisfied and _may_return(state, day, charter=charter))


def complete_appraise(state: Proposal, command: Appraise, day: date, *, charter: Charter) -> CompletedAppraise:
    """Returns the command completed with `returns`: whether a score below the charter's threshold sends the proposal back."""
    score = command.score
    if not (score.is_finite() and 0 <= score <= MOST and (score * 10) % 1 == 0):
        raise invalid("score", str(score), f"须为0至{MOST}之间的数，最多一位小数")
    below = tenths_of(score) < charter.appraisal_threshold_tenths
    return CompletedAppraise(**vars(command), returns=below and _may_return(state, day, charter=charter))


def _may_return(state: Proposal, day: date, *, charter: Charter) -> bool:
    """Returns whether the proposal can be returned by a form or a score of this day: the charter allows another round."""
    return state.rehandlings < charter.rehandling_rounds and state.is_returnable(day)


def check_rehandle(command: Rehandle, day: date, *, today: date) -> None:
    check_text("explanation", command.explanation)
    check_limit("limit", command.limit or day, since=day, rule="重新办理的期限不能早于退回日期", today=today)


def check_after_answer_elsewhere(state: Proposal, command: Command, day: date) -> None:
    """Refuses a form, a score or a closing, also a corrected one, before the day of the answer elsewhere that it is about."""
    number, field = state.answered_elsewhere, "on"
    if number is None:
        return
    name = command.name
    if isinstance(command, Correct):
        name, day, field = state.log[entry_named(state.log, command.step) - 1].command, command.day, "day"
    answered = state.day_begun(number)
    if name in (Rate.name, Appraise.name, CloseProposal.name) and day < answered:
        raise invalid(field, day.isoformat(), f"不能早于报送单位答复的日期（{answered.isoformat()}）")
