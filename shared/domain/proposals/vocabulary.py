"""The types of a proposal, the states of its assignments, and what a proposal is converted to."""

from collections.abc import Mapping
from typing import Literal

from shared.contracts.titled import Titled

ProposalType = Literal["session", "ordinary"]
"""The type of a proposal: session proposal 大会提案 or ordinary proposal 平时提案."""

PROPOSAL_TYPE_TITLES: Mapping[str, str] = {"session": "大会提案", "ordinary": "平时提案"}
"""Type of a proposal -> its Chinese title."""


class AssignmentState(Titled):
    """The state of the assignment of a proposal to one unit."""

    WITH_COORDINATOR = "with_coordinator", "待转办"
    OFFERED = "offered", "待签收"
    ACKNOWLEDGED = "acknowledged", "已签收"
    RETURN_REQUESTED = "return_requested", "已申请退办，尚待答复"
    KEPT = "kept", "未获同意退办"
    RETURNED = "returned", "已退办"
    SUPERSEDED = "superseded", "已改交其他单位"


class ProposalFlag(Titled):
    """A flag of a proposal."""

    KEY = "key", "重点"
    SUPERVISED = "supervised", "督办"
    INSTRUCTED = "instructed", "批示"
    PUBLISHED = "published", "公开"
    OUTSTANDING = "outstanding", "优秀"


class Decision(Titled):
    """The decision, or the passing on, that a proposal waits for before its regular next step, by its command."""

    NONE = "none", "无"
    PRE_REVIEW = "pre_review", "初审"
    REPLY_REVIEW = "review_reply", "答复审核"
    RETURN = "accept_return", "退办申请"
    PASS_ON = "pass_on", "转办"
    REASSIGN = "reassign", "改交"


class SuggestionState(Titled):
    """The state of a numbered suggestion of a proposal."""

    OPEN = "open", "尚无结果"
    NOT_ADOPTED = "not_adopted", "未采纳"
    ADOPTED = "adopted", "已采纳"
    DONE = "done", "已落实"


class ReviewRecommendation(Titled):
    """The recommendation of the first review of a proposal."""

    FILE = "file", "建议立案"
    REFUSE = "refuse", "建议不予立案"
    MERGE = "merge", "建议并案"
    CONVERT = "convert", "建议转化"


class ReplyDecision(Titled):
    """The decision of the review of a reply."""

    APPROVE = "approve", "通过"
    SEND_BACK = "send_back", "退回修改"


class InvitationState(Titled):
    """The state of an invitation to co-sign a proposal."""

    OPEN = "open", "待答复"
    ACCEPTED = "accepted", "已附议"
    DECLINED = "declined", "已谢绝"
    LAPSED = "lapsed", "未答复，已失效"


class ConversionKind(Titled):
    """What a proposal that is not handled as one is converted to 转化."""

    OPINION = "opinion", "社情民意信息"
    LETTER = "letter", "来信"
    SUGGESTION = "suggestion", "意见建议"
