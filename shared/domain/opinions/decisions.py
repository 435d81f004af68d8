"""The decisions on an opinion report. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date
from typing import TypeVar, assert_never

from shared.contracts.vocabulary import UPWARDS, Level, OpinionState
from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import HIGHEST_FILING_NUMBER
from shared.domain.command import Correct
from shared.domain.comparison import is_blank, length, name_key
from shared.domain.days import check_limit
from shared.domain.errors import EntryCount, conflict, invalid
from shared.domain.lines import line_in, name_in
from shared.domain.log import day_of, entry_named
from shared.domain.opinions.commands import (
    AbsorbOpinion,
    Adopt,
    AnswerReferral,
    AnyOpinionCommand,
    ApproveOpinion,
    Collect,
    Edit,
    FeedBack,
    Instruct,
    Issue,
    Keep,
    MergeOpinion,
    Refer,
    SubmitOpinion,
)
from shared.domain.opinions.evolution import OpinionEvent
from shared.domain.opinions.state import Opinion, Recognition
from shared.domain.opinions.transitions import TRANSITIONS
from shared.domain.transfers import commands as transfers
from shared.domain.transfers.rules import check_transfer
from shared.domain.transitions import ALREADY

Recognizing = TypeVar("Recognizing", Adopt, Instruct)


def decide(  # noqa: C901, PLR0912 - one case for each command
    state: Opinion | None, command: AnyOpinionCommand, *, context: DecisionContext
) -> OpinionEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, command, TRANSITIONS, context=context)
    _check_year_of_issue(state, command)
    completed, day = event.command, event.on
    if state is None:
        return replace(event, command=_begin(completed, day, context))
    match completed:
        case Edit():
            completed = _edit(state, completed, context.charter)
        case Adopt(level=level):
            completed = _with_letter(completed, _level(state.adoptions, level, own=context.level, what="采用"), context)
        case Instruct(level=level):
            completed = _with_letter(
                completed, _level(state.instructions, level, own=context.level, what="批示"), context
            )
        case SubmitOpinion():
            completed = _submission(state, completed, context.level)
        case Refer():
            completed = _refer(state, completed, day, context)
        case AnswerReferral():
            completed = _answer_referral(state, completed)
        case Issue():
            completed = _issue(completed, charter=context.charter)
        case FeedBack():
            _check_answer(state, completed, day)
        case Keep(reason=reason):
            check_text("reason", reason)
        case transfers.Send() | transfers.Resend() | transfers.UrgeTransfer() | transfers.Return() | transfers.Note():
            check_transfer(state, completed, day, context=context)
        case (
            Collect()
            | ApproveOpinion()
            | MergeOpinion()
            | AbsorbOpinion()
            | Correct()
            | transfers.Deliver()
            | transfers.Accept()
            | transfers.NoteUrging()
        ):
            pass  # no rule of their own
        case _:
            assert_never(completed)
    return replace(event, command=completed)


def check_content(content: str, *, charter: Charter) -> None:
    """Refuses content that is blank or longer than the charter allows, of a report that is or was approved."""
    if is_blank(content):
        raise invalid("content", None, "没有内容的信息不能审签，请填写内容")
    most, given = charter.opinion_characters, length(content)
    if most and given > most:
        raise invalid("content", EntryCount(given), f"现有{given}字；按章程，社情民意信息最多{most}字，请缩短")


def _begin(command: AnyOpinionCommand, day: date, context: DecisionContext) -> AnyOpinionCommand:
    """Returns the collection with its year, and whether the charter counts its channel as online; a delivered report brings both."""
    if not isinstance(command, Collect):
        return command
    check_limit("limit", command.limit or day, since=day, rule="答复期限不能早于收集日期", today=context.today)
    online = command.channel in context.charter.online_channels
    return replace(command, year=year_of(command.year, day), online=online)


def _edit(state: Opinion, command: Edit, charter: Charter) -> Edit:
    """Returns the command with the title as a line; refuses one that changes nothing, unless it is the first edit.

    After the approval, it checks the content, too, because no approval follows.
    """
    if not state.can(command.name):
        raise TRANSITIONS.refusal(state, command, "没有被退回")
    unchanged = state.status is OpinionState.COLLECTED and not command.content
    if not (command.title or command.authors or command.opinion_call) and is_blank(command.content) and not unchanged:
        raise invalid("content", None, "标题和内容至少填写一项")
    if command.content and state.status not in (OpinionState.COLLECTED, OpinionState.EDITED):
        check_content(command.content, charter=charter)
    title = line_in("title", command.title) if command.title else ""
    return replace(command, title=title, authors=tuple(name_in("authors", each) for each in command.authors))


def _issue(command: Issue, *, charter: Charter) -> Issue:
    """Returns the command with the periodical, by default the charter's first; refuses a number out of range, or both ways of naming."""
    if command.together_with is not None:
        for field, value in (("periodical", command.periodical), ("number", command.number)):
            if value is not None:
                raise invalid(field, value, "与另一件合编时不填：刊物和期号是那一件的")
        return command
    periodical = command.periodical or next(iter(charter.periodicals), None)
    if periodical not in charter.periodicals:
        raise invalid(
            "periodical", periodical, f"须为章程所列刊物之一：{'、'.join(charter.periodicals) or '（没有刊物）'}"
        )
    if command.number is not None and not 1 <= command.number <= HIGHEST_FILING_NUMBER:
        raise invalid("number", command.number, f"须在1至{HIGHEST_FILING_NUMBER}之间")
    return replace(command, periodical=periodical)


def _check_year_of_issue(state: Opinion | None, command: AnyOpinionCommand) -> None:
    """Refuses to correct the day of an issue to another year: its number is one of its year."""
    if state is None or state.issue is None or not isinstance(command, Correct):
        return
    number = entry_named(state.log, command.step)
    if number == state.issue.entry and command.day.year != day_of(state.log, number).year:
        raise invalid("day", command.day.isoformat(), "期号按年度编排，不能更正到其他年度；请重新编发")


def _refer(state: Opinion, command: Refer, day: date, context: DecisionContext) -> Refer:
    """Returns the referral with the name of the unit; refuses a unit whose reply is still due."""
    unit, limit = name_in("unit", command.unit), command.limit
    if name_key(unit) in map(name_key, state.units_to_answer):
        raise invalid("unit", unit, "已转办该单位，尚未回复，不能重复转办")
    check_limit("limit", limit or day, since=day, rule="回复期限不能早于转办日期", today=context.today)
    return replace(command, unit=unit)


def _answer_referral(state: Opinion, command: AnswerReferral) -> AnswerReferral:
    """Returns the reply with the unit under its name in the referral; refuses a unit whose reply is not due."""
    check_text("text", command.text)
    waiting = {name_key(unit): unit for unit in state.units_to_answer}
    if not waiting:
        raise TRANSITIONS.refusal(state, command, "没有待回复的转办单位")
    if command.unit is None:
        return replace(command, unit=state.units_to_answer[0])
    if name_key(command.unit) not in waiting:
        raise invalid("unit", command.unit, f"须为{'、'.join(waiting.values())}之一")
    return replace(command, unit=waiting[name_key(command.unit)])


def _check_answer(state: Opinion, command: FeedBack, day: date) -> None:
    """Refuses an answer without text, and the first one after the limit without the reason of the delay."""
    check_text("text", command.text)
    limit = state.answer_limit
    if limit is not None and not state.answers and day > limit and is_blank(command.delay_reason):
        raise invalid("delay_reason", EntryCount(0), f"{day}已超过答复期限（{limit}），须填写逾期原因")


def _with_letter(command: Recognizing, level: Level, context: DecisionContext) -> Recognizing:
    """Returns the command with its level and the number of the letter as a line; refuses a letter about the organization's own level."""
    if not command.letter:
        return replace(command, level=level)
    if level is context.level:
        raise invalid("letter", command.letter, f"{level.title_zh}级由本单位登记，不填来函文号")
    return replace(command, level=level, letter=line_in("letter", command.letter))


def _submission(state: Opinion, command: SubmitOpinion, own: Level) -> SubmitOpinion:
    """Returns the submission with its level and the number of the letter as a line; refuses a level not above, or that has it."""
    above = UPWARDS[UPWARDS.index(own) + 1 :] if own in UPWARDS else ()
    level = command.level or next(iter(above), None)
    if level not in above:
        allowed = "、".join(each.title_zh for each in above)
        raise invalid("level", level and str(level), f"须为{allowed}之一" if allowed else "上面没有可以呈报的层级")
    if any(each.level is level for each in state.submissions):
        raise conflict(ALREADY, "level", str(level), f"已呈报{level.title_zh}级，不重复登记")
    return replace(command, level=level, letter=line_in("letter", command.letter) if command.letter else "")


def _level(recognitions: tuple[Recognition, ...], level: Level | None, *, own: Level, what: str) -> Level:
    """Returns the level of a recognition; refuses a level that has one already, or that is below the organization's own."""
    level = level or own
    if own in UPWARDS and level not in UPWARDS[UPWARDS.index(own) :]:
        allowed = "、".join(each.title_zh for each in UPWARDS[UPWARDS.index(own) :])
        raise invalid("level", str(level), f"须为{allowed}之一")
    if any(each.level is level for each in recognitions):
        raise conflict(ALREADY, "level", str(level), f"{level.title_zh}级{what}已登记")
    return level
