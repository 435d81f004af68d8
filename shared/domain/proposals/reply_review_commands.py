"""The commands of replies in two stages: the draft of the unit, and its review by the committee."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE, HANDLING_UNIT
from shared.domain.proposals.vocabulary import ReplyDecision


class DraftReply(Command, name="draft_reply", title_zh="提交答复稿", event=("reply_drafted", "承办单位已提交答复稿")):
    """Submits the draft of a unit's reply for review, where the charter has replies reviewed. The rules of a reply apply to it."""

    permitted = HANDLING_UNIT
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("答复稿", "经审核通过后作为正式答复")}

    unit: str
    text: str
    answer_class: Literal["A", "B", "C", "D"]


class CompletedDraftReply(DraftReply):
    """The command after the decision. `scheme`: that of the charter; `contacts`: how many contacts it requires before the draft."""

    scheme: str = ""
    contacts: int = 0


class ReviewReply(Command, name="review_reply", title_zh="审核答复稿", event=("reply_reviewed", "答复稿已审核")):
    """Reviews the draft of a unit's reply: an approved draft is the reply of the unit on this day, one sent back needs a reason."""

    permitted = COMMITTEE
    texts: ClassVar[tuple[str, ...]] = ("reason",)
    notice_texts: ClassVar[Mapping[str, str]] = {"text": "answer"}
    labels: ClassVar[Labels] = {"decision": Label("审核结果"), "reason": Label("退回原因", "退回修改时必须填写")}

    unit: str
    decision: ReplyDecision
    reason: str = ""


class CompletedReviewReply(ReviewReply):
    """The command after the decision, with the class of the draft. `text`: that of an approved draft, which is the text of the reply."""

    texts: ClassVar[tuple[str, ...]] = ("reason", "text")

    scheme: str = ""
    answer_class: str = ""
    text: str = ""


ReplyReviewCommand = DraftReply | ReviewReply
