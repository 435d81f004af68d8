"""The rules on the suggestions of a proposal. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.contracts.vocabulary import ProposalState
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import day_of
from shared.domain.proposals.follow_up_commands import FollowSuggestions
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import not_now


def check_follow_suggestions(state: Proposal, command: FollowSuggestions, day: date) -> None:
    """Refuses suggestions before an answer, without a number, and a number twice, unknown, or against what is recorded of it."""
    if not state.suggestions:
        raise not_now(state, command, "提交时没有分条填写建议")
    if not state.is_answered_or_merged:
        raise not_now(state, command, "承办单位尚未答复")
    first = state.first_answer
    if first is not None and day < first:
        raise invalid("on", day.isoformat(), f"不能早于首次答复的日期（{first.isoformat()}）")
    given = {"adopted": command.adopted, "not_adopted": command.not_adopted, "done": command.done}
    if not any(given.values()):
        raise invalid("adopted", [], "采纳、未采纳和落实的建议至少填写一项（填写建议的序号）")
    for field, numbers in given.items():
        if len(set(numbers)) != len(numbers):
            raise invalid(field, list(map(str, numbers)), "同一序号只填一次")
        for number in numbers:
            _check_number(state, command, field, number)


def _check_number(state: Proposal, command: FollowSuggestions, field: str, number: int) -> None:
    total = len(state.suggestions)
    if not 1 <= number <= total:
        raise invalid(field, number, f"没有第{number}条建议；共{total}条")
    suggestion = state.suggestions[number - 1]
    recorded = {
        "adopted": suggestion.adopted,
        "not_adopted": suggestion.not_adopted or suggestion.adopted,
        "done": suggestion.done,
    }
    if recorded[field] is not None:
        raise invalid(field, number, f"第{number}条建议已登记为“{suggestion.state.title_zh}”")
    if field == "not_adopted" and number in command.adopted:
        raise invalid(field, number, f"第{number}条建议不能同时登记为已采纳和未采纳")
    if field == "done" and suggestion.adopted is None and number not in command.adopted:
        raise invalid(field, number, f"第{number}条建议尚未采纳，不能登记为已落实")


def check_suggestions(corrected: Proposal, command: Correct) -> None:
    """Refuses a correction after which suggestions would be followed before the first answer."""
    first = corrected.first_answer
    entries = [entry for each in corrected.suggestions for entry in each.entries]
    followed = min((day_of(corrected.log, entry) for entry in entries), default=None)
    if first and followed and followed < first and corrected.status is not ProposalState.MERGED:
        rule = f"更正后建议采纳情况的登记（{followed.isoformat()}）早于首次答复（{first.isoformat()}）"
        raise invalid("day", command.day.isoformat(), rule)
