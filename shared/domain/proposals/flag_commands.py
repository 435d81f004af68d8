"""The commands that flag a proposal: key 重点, supervised 督办, instructed 批示, published 公开, outstanding 优秀."""

from typing import ClassVar

from shared.domain.charters.public_texts import PublicText
from shared.domain.command import Command, Label, Labels, ReasonedCommand
from shared.domain.instructions import RecordInstruction, ReplyToInstruction
from shared.domain.proposals.grants import COMMITTEE, FLAGGING, LEADING


class MarkKey(Command, name="mark_key", title_zh="列为重点提案", event=("marked_key", "已列为重点提案")):
    """Marks the proposal as a key proposal 重点提案, while it is open."""

    permitted = FLAGGING
    texts = ("reason",)

    reason: str = ""


class Supervise(Command, name="supervise", title_zh="领导督办", event=("supervised", "领导督办")):
    """Records that a leader supervises the handling 督办, while the proposal is open; there may be several. `leader`: the name."""

    permitted = LEADING
    texts = ("leader", "reason")

    leader: str
    reason: str = ""


class InstructProposal(RecordInstruction, name="instruct", title_zh="批示", event=("instructed", "领导已批示")):
    """Records the instruction 批示 of a leader, while the proposal is open. `level`: that of the leader.

    `reply_by`: the day by which it is to be reported what was done (default: the charter's).
    """

    permitted = LEADING


class AnswerInstruction(
    ReplyToInstruction, name="answer_instruction", title_zh="回复批示", event=("instruction_answered", "批示已回复")
):
    """Reports what was done on an instruction. `instruction`: its number, from 1 (default: the first that has no answer)."""

    permitted = COMMITTEE


class Publish(Command, name="publish", title_zh="公开", event=("published", "提案已公开")):
    """Makes the proposal public 公开, with the texts that the charter of the day names. It can be taken back by `unpublish`."""

    permitted = FLAGGING
    batch = True
    texts = ("reason",)

    reason: str = ""


class CompletedPublish(Publish):
    """The command after the decision. `public_texts`: those that the charter of the day makes public."""

    public_texts: tuple[PublicText, ...]


class Unpublish(ReasonedCommand, name="unpublish", title_zh="撤回公开", event=("unpublished", "提案已撤回公开")):
    """Takes the publication of the proposal back 撤回公开: the public board no longer shows it. It may be published again."""

    permitted = FLAGGING
    labels: ClassVar[Labels] = {"reason": Label("撤回公开的原因")}


class MarkOutstanding(
    Command, name="mark_outstanding", title_zh="评为优秀提案", event=("marked_outstanding", "已评为优秀提案")
):
    """Records that the proposal was chosen as an outstanding proposal 优秀提案."""

    permitted = FLAGGING
    texts = ("reason",)

    reason: str = ""


FlagCommand = MarkKey | Supervise | InstructProposal | AnswerInstruction | Publish | Unpublish | MarkOutstanding
