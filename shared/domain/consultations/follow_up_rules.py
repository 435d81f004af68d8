"""The rules of what follows an activity."""

from datetime import date

from shared.domain.admission import DecisionContext, check_text
from shared.domain.comparison import name_key
from shared.domain.consultations import follow_up_commands as commands
from shared.domain.consultations.state import Consultation
from shared.domain.consultations.transitions import TRANSITIONS
from shared.domain.days import check_limit
from shared.domain.errors import EntryCount, invalid
from shared.domain.log import day_of
from shared.domain.transitions import ALREADY

MOST_ADDRESSEES = 500
MOST_DECISIONS = 20


def complete_follow_up(
    state: Consultation, command: commands.FollowUpCommand, day: date, *, context: DecisionContext
) -> commands.FollowUpCommand:
    """Returns the command, an evaluation with its criteria; raises a `LianxiError` when a rule refuses it."""
    match command:
        case commands.AddOutline(author=author, outline=outline):
            check_text("author", author)
            check_text("outline", outline)
        case commands.RequestComments():
            _check_request(state, command, day, context=context)
        case commands.RecordComment():
            _check_comment(state, command, day)
        case commands.Evaluate():
            return _evaluate(state, command, context=context)
        case commands.LinkDecision():
            _check_decision(state, command)
    return command


def _check_request(
    state: Consultation, command: commands.RequestComments, day: date, *, context: DecisionContext
) -> None:
    known = state.follow_up.round
    if known is not None and any(known.comments):
        raise TRANSITIONS.refusal(state, command, "已收到反馈意见", code=ALREADY)
    if not 1 <= len(command.addressees) <= MOST_ADDRESSEES:
        raise invalid("addressees", EntryCount(len(command.addressees)), f"须有1至{MOST_ADDRESSEES}个")
    for number, text in enumerate(command.addressees):
        check_text(f"addressees.{number}", text)
    if len(set(map(name_key, command.addressees))) < len(command.addressees):
        raise invalid("addressees", EntryCount(len(command.addressees)), "同一单位只填一次")
    check_limit("until", command.until, since=day, rule="截止日期不能早于征求意见的日期", today=context.today)


def _check_comment(state: Consultation, command: commands.RecordComment, day: date) -> None:
    """Refuses a comment without a round, of nobody who was asked, after the last day, and one without text."""
    known = state.follow_up.round
    if known is None:
        raise TRANSITIONS.refusal(state, command, "尚未征求意见")
    if not 1 <= command.number <= len(known.comments):
        raise invalid("number", command.number, f"没有第{command.number}个征求意见对象；共{len(known.comments)}个")
    check_text("comment", command.comment)
    if day > known.until:
        raise invalid("on", day.isoformat(), f"反馈意见截止于{known.until}，之后的不再登记")
    begun = day_of(state.log, known.entry)
    if day < begun:
        raise invalid("on", day.isoformat(), f"不能早于征求意见的日期（{begun}）")


def _evaluate(
    state: Consultation, command: commands.Evaluate, *, context: DecisionContext
) -> commands.CompletedEvaluate:
    """Returns the evaluation with the criteria of the charter; refuses scores that do not fit them."""
    criteria = context.charter.evaluation
    if not criteria:
        raise TRANSITIONS.refusal(state, command, "章程没有规定协商质量评价表")
    if len(command.scores) != len(criteria):
        titles = "、".join(f"{each.title}（{each.points}分）" for each in criteria)
        raise invalid("scores", len(command.scores), f"须填写{len(criteria)}项得分：{titles}")
    for number, (score, each) in enumerate(zip(command.scores, criteria, strict=True)):
        if not 0 <= score <= each.points:
            raise invalid(f"scores.{number}", score, f"“{each.title}”须在0至{each.points}之间")
    pairs = tuple((each.title, each.points) for each in criteria)
    return commands.CompletedEvaluate(**vars(command), criteria=pairs)


def _check_decision(state: Consultation, command: commands.LinkDecision) -> None:
    """Refuses a decision of a day before the activity: it consults before decisions."""
    if len(state.follow_up.decisions) >= MOST_DECISIONS:
        raise invalid("decision", EntryCount(len(state.follow_up.decisions)), f"最多{MOST_DECISIONS}项")
    check_text("decision", command.decision)
    held = state.held_on
    if held is not None and command.decided_on < held:
        raise invalid("decided_on", command.decided_on.isoformat(), f"须在活动之后：活动于{held}开展")
