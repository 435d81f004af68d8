"""The rules of instructions 批示 on a proposal or on the outcome of an activity. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.contracts.vocabulary import UPWARDS
from shared.domain.admission import DecisionContext, check_text
from shared.domain.days import check_limit
from shared.domain.errors import invalid
from shared.domain.instructions import RecordInstruction


def check_instruction(command: RecordInstruction, day: date, *, context: DecisionContext) -> None:
    """Refuses an instruction without a text, of a level below the organization's own, or to be answered before its day."""
    check_text("text", command.text)
    own = context.level
    levels = UPWARDS[UPWARDS.index(own) :] if own in UPWARDS else UPWARDS
    if command.level not in levels:
        raise invalid("level", str(command.level), f"须为{'、'.join(each.title_zh for each in levels)}之一")
    check_limit("reply_by", command.reply_by or day, since=day, rule="回复期限不能早于批示日期", today=context.today)
