"""Every event type: its topic, the facts it carries, the command that makes it, what it says."""

from typing import NamedTuple

from shared.contracts.facts import OrganizationFacts, ProposalFacts
from shared.contracts.topics import Topic


class EventType(NamedTuple):
    topic: Topic
    facts: type[ProposalFacts] | type[OrganizationFacts]
    command: str
    title_zh: str


def _proposal(command: str, title: str) -> EventType:
    return EventType(Topic.PROPOSALS, ProposalFacts, command, title)


def _organization(command: str, title: str) -> EventType:
    return EventType(Topic.ORGANIZATIONS, OrganizationFacts, command, title)


CATALOGUE: dict[str, EventType] = {
    "proposal.drafted.v1": _proposal("draft", "提案已起草"),
    "proposal.submitted.v1": _proposal("submit", "提案已提交审查"),
    "proposal.filed.v1": _proposal("file", "提案已立案"),
    "proposal.refused.v1": _proposal("refuse", "提案不予立案"),
    "proposal.merged.v1": _proposal("merge", "提案已并案"),
    "proposal.withdrawn.v1": _proposal("withdraw", "提案已撤回"),
    "proposal.assigned.v1": _proposal("assign", "提案已交办"),
    "proposal.acknowledged.v1": _proposal("acknowledge", "承办单位已签收"),
    "proposal.countersigned.v1": _proposal("countersign", "会办单位已会签"),
    "proposal.replied.v1": _proposal("reply", "承办单位已答复"),
    "proposal.rated.v1": _proposal("rate", "提案者已反馈"),
    "proposal.closed.v1": _proposal("close", "提案已办结"),
    "proposal.corrected.v1": _proposal("correct", "日期已更正"),
    "organization.entered.v1": _organization("enter", "已列入名册"),
    "organization.moved.v1": _organization("move", "隶属已变更"),
    "organization.merged.v1": _organization("merge", "已并入其他单位"),
    "organization.removed.v1": _organization("remove", "已移出名册"),
    "organization.renamed.v1": _organization("rename", "名称已变更"),
    "organization.recoded.v1": _organization("recode", "代码已变更"),
    "organization.established.v1": _organization("establish", "机构已建立"),
    "organization.standardised.v1": _organization("standardise", "规范化建设项目已落实"),
    "organization.dissolved.v1": _organization("dissolve", "机构已撤销"),
    "organization.corrected.v1": _organization("correct", "日期已更正"),
}

TYPE_OF: dict[tuple[Topic, str], str] = {(event.topic, event.command): name for name, event in CATALOGUE.items()}
