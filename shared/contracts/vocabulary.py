"""Words that cross a process boundary: levels, states, channels, outcomes, answers. Chinese titles stand beside them."""

from enum import StrEnum
from typing import Self


class Titled(StrEnum):
    """A word of the contract that knows what users read for it."""

    title_zh: str

    def __new__(cls, value: str, title: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.title_zh = title
        return member


class Level(Titled):
    """The level of an organization."""

    PROVINCE = "province", "省"
    CITY = "city", "市（州）"
    COUNTY = "county", "县（市、区）"
    TOWNSHIP = "township", "乡镇（街道）"
    CONFERENCE = "conference", "联席会"


class ProposalState(Titled):
    """The state of a proposal 提案."""

    DRAFT = "draft", "草稿"
    UNDER_REVIEW = "under_review", "审查中"
    FILED = "filed", "已立案"
    NOT_FILED = "not_filed", "不予立案"
    MERGED = "merged", "已并案"
    CONVERTED = "converted", "已转化"
    WITHDRAWN = "withdrawn", "已撤回"
    ASSIGNED = "assigned", "已交办"
    IN_HANDLING = "in_handling", "办理中"
    FEEDBACK_REQUESTED = "feedback_requested", "待反馈"
    REHANDLING = "rehandling", "重新办理"
    CLOSED = "closed", "已办结"


class Channel(Titled):
    """The way by which a matter was received; `online_channels` of the charter says which of them count as online."""

    PAPER = "paper", "书面"
    WEBSITE = "website", "网站"
    WECHAT = "wechat", "微信"
    QQ_GROUP = "qq_group", "QQ群"
    OFFICE_NETWORK = "office_network", "办公网"
    PHONE = "phone", "电话"
    LETTER = "letter", "来信"
    VISIT = "visit", "走访"
    WINDOW = "window", "服务窗口"
    MEETING = "meeting", "会议"


class Outcome(Titled):
    """The canonical outcome of a proposal, from the most to the least favourable answer."""

    RESOLVED = "resolved", "已解决或采纳"
    PLANNED = "planned", "正在解决或列入计划"
    CONSTRAINED = "constrained", "因条件限制暂不能解决"
    FOR_REFERENCE = "for_reference", "留作参考"


class Answer(Titled):
    """An answer on a feedback form, from the best to the worst; three steps by default, a charter may use five."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    MOSTLY_SATISFIED = "mostly_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"


class Role(Titled):
    """What an account may act as."""

    MEMBER = "member", "委员"
    SECRETARIAT = "secretariat", "办公室"
    PROPOSALS_COMMITTEE = "proposals_committee", "提案委员会"
    LEADER = "leader", "领导"
    HANDLING_UNIT = "handling_unit", "承办单位"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "管理员"
