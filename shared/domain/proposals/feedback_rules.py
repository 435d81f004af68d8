"""The rules on the feedback and the re-handling of a proposal. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.domain.admission import check_text
from shared.domain.charter import Charter
from shared.domain.days import check_limit
from shared.domain.errors import invalid
from shared.domain.proposals.feedback_commands import CompletedRate, Rate, Rehandle
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now


def complete_rate(state: Proposal, command: Rate, day: date, *, charter: Charter) -> CompletedRate:
    """Returns the command completed with `returns`: whether this form sends the proposal back for re-handling."""
    if not state.rounds_answered:
        raise not_now(state.status, "承办单位尚未答复")
    if not 1 <= command.signatory <= state.signatories:
        raise invalid("signatory", command.signatory, f"须在1至{state.signatories}之间")
    for field, answer in (("process", command.process), ("result", command.result)):
        if answer not in charter.answers:
            raise invalid(field, str(answer), f"须为{'、'.join(each.title_zh for each in charter.answers)}之一")
    dissatisfied = command.process in charter.rehandled_answers or command.result in charter.rehandled_answers
    returns = dissatisfied and state.rehandlings < charter.rehandling_rounds and state.is_returnable(day)
    return CompletedRate(**vars(command), returns=returns)


def check_rehandle(command: Rehandle, day: date, *, today: date) -> None:
    check_text("explanation", command.explanation)
    check_limit("limit", command.limit or day, since=day, rule="重新办理的期限不能早于退回日期", today=today)
