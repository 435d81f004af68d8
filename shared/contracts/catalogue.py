"""The catalogue of event types: topic, kind of subject, type of the facts, command that produces the event, and Chinese title."""

from typing import NamedTuple

from shared.contracts.facts import (
    ConsultationFacts,
    DispatchFacts,
    NoticeFacts,
    OpinionFacts,
    OrganizationFacts,
    OwnFacts,
    PlanFacts,
    ProposalFacts,
    VisitFacts,
)
from shared.contracts.subjects import Subject
from shared.contracts.topics import Topic

FactsType = (
    type[ProposalFacts]
    | type[OpinionFacts]
    | type[VisitFacts]
    | type[ConsultationFacts]
    | type[PlanFacts]
    | type[OrganizationFacts]
    | type[OwnFacts]
    | type[DispatchFacts]
    | type[NoticeFacts]
)


class EventType(NamedTuple):
    topic: Topic
    subject: Subject
    facts: FactsType
    command: str
    title_zh: str


class _Noun(NamedTuple):
    topic: Topic
    subject: Subject
    facts: FactsType
    said: dict[str, tuple[str, str]]
    """Past participle -> the command, and the Chinese title of the event."""


_TRAVELS = {
    "forwarded": ("forward", "已报送其他单位"),
    "resent": ("resend", "已重新发送"),
    "delivered": ("deliver", "已由其他单位送达"),
    "accepted": ("accept", "已接收"),
    "returned": ("return", "已退回"),
    "noted": ("note", "其他单位有新进展"),
}
_CORRECTED = {"corrected": ("correct", "日期已更正")}

VOID = "void"
"""A command that no user gives: a service publishes it for matters that only Kafka has after its database was restored (decision 0017)."""

_VOIDED = {"voided": (VOID, "已作废：数据库由备份恢复后不复存在")}

_NOUNS: dict[str, _Noun] = {
    "proposal": _Noun(
        Topic.PROPOSALS,
        Subject.PROPOSAL,
        ProposalFacts,
        {
            "drafted": ("draft", "提案已起草"),
            "submitted": ("submit", "提案已提交审查"),
            "filed": ("file", "提案已立案"),
            "refused": ("refuse", "提案不予立案"),
            "merged": ("merge", "提案已并案"),
            "withdrawn": ("withdraw", "提案已撤回"),
            "assigned": ("assign", "提案已交办"),
            "acknowledged": ("acknowledge", "承办单位已签收"),
            "countersigned": ("countersign", "会办单位已会签"),
            "replied": ("reply", "承办单位已答复"),
            "rated": ("rate", "提案者已反馈"),
            "rehandled": ("rehandle", "提案已退回重新办理"),
            "closed": ("close", "提案已办结"),
        }
        | _TRAVELS
        | _CORRECTED
        | _VOIDED,
    ),
    "opinion": _Noun(
        Topic.OPINIONS,
        Subject.OPINION,
        OpinionFacts,
        {
            "collected": ("collect", "社情民意信息已收集"),
            "edited": ("edit", "已编辑"),
            "approved": ("approve", "已审签"),
            "adopted": ("adopt", "已采用"),
            "instructed": ("instruct", "已批示"),
            "referred": ("refer", "已转办"),
            "fed_back": ("feed_back", "已反馈"),
            "kept": ("keep", "已留存备查"),
        }
        | _TRAVELS
        | _CORRECTED
        | _VOIDED,
    ),
    "visit": _Noun(
        Topic.OPINIONS,
        Subject.VISIT,
        VisitFacts,
        {"recorded": ("record", "来访已登记"), "withdrawn": ("withdraw", "登记已撤销")} | _CORRECTED | _VOIDED,
    ),
    "consultation": _Noun(
        Topic.CONSULTATIONS,
        Subject.CONSULTATION,
        ConsultationFacts,
        {
            "topic_raised": ("raise_topic", "议题已提出"),
            "organised": ("organise", "活动已组织"),
            "held": ("hold", "活动已开展"),
            "outcome_submitted": ("submit_outcome", "成果已报送"),
            "feedback_received": ("receive_feedback", "已收到反馈"),
            "closed": ("close", "已办结"),
            "cancelled": ("cancel", "活动已取消"),
            "outcome_converted": ("convert_outcome", "成果已转化"),
        }
        | _CORRECTED
        | _VOIDED,
    ),
    "plan": _Noun(
        Topic.CONSULTATIONS,
        Subject.PLAN,
        PlanFacts,
        {
            "drafted": ("draft", "年度协商计划已起草"),
            "item_added": ("add_item", "计划项目已列入"),
            "commented": ("comment", "已征求意见"),
            "approved": ("approve", "计划已审议"),
            "confirmed": ("confirm", "计划已确定"),
            "executed": ("execute", "计划项目已执行"),
        }
        | _CORRECTED
        | _VOIDED,
    ),
    "organization": _Noun(
        Topic.ORGANIZATIONS,
        Subject.ORGANIZATION,
        OrganizationFacts,
        {
            "entered": ("enter", "已列入名册"),
            "moved": ("move", "隶属已变更"),
            "merged": ("merge", "已并入其他单位"),
            "removed": ("remove", "已移出名册"),
            "reinstated": ("reinstate", "已恢复在册"),
            "renamed": ("rename", "名称已变更"),
            "recoded": ("recode", "代码已变更"),
            "established": ("establish", "机构已建立"),
            "standardised": ("standardise", "规范化建设项目已落实"),
            "dissolved": ("dissolve", "机构已撤销"),
            "admitted": ("admit", "成员单位已加入"),
            "released": ("release", "成员单位已退出"),
            "convened": ("convene", "召集单位已确定"),
        }
        | _CORRECTED
        | _VOIDED,
    ),
    "own": _Noun(Topic.ORGANIZATIONS, Subject.OWN, OwnFacts, {"keyed": ("publish_key", "公钥已公布")} | _VOIDED),
    "transfer": _Noun(Topic.TRANSFERS, Subject.TRANSFER, DispatchFacts, {"sent": ("send", "已发出")}),
    "notice": _Noun(Topic.TRANSFERS, Subject.DERIVED, NoticeFacts, {"given": ("notify", "进展已告知来源单位")}),
}

CATALOGUE: dict[str, EventType] = {
    f"{name}.{past}.v1": EventType(noun.topic, noun.subject, noun.facts, command, title)
    for name, noun in _NOUNS.items()
    for past, (command, title) in noun.said.items()
}

TYPE_OF: dict[tuple[Subject, str], str] = {(event.subject, event.command): name for name, event in CATALOGUE.items()}
"""(Kind of subject, command) -> the name of the event type."""

VOIDED = frozenset(name for name, event in CATALOGUE.items() if event.command == VOID)
"""The event types that void a matter or a record. Their facts are empty (`emptied`), so that their source is the organization itself."""
