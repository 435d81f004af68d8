"""The catalogue of event types: topic, kind of subject, type of the facts, command that produces the event, and Chinese title."""

from typing import NamedTuple

from shared.contracts import facts, transfer_facts
from shared.contracts.event_types import EVENT_TYPES
from shared.contracts.subjects import Subject
from shared.contracts.topics import Topic

FactsType = (
    type[facts.ProposalFacts]
    | type[facts.OpinionFacts]
    | type[facts.VisitFacts]
    | type[facts.ConsultationFacts]
    | type[facts.PlanFacts]
    | type[facts.PlatformFacts]
    | type[facts.OrganizationFacts]
    | type[facts.OwnFacts]
    | type[transfer_facts.DispatchFacts]
    | type[transfer_facts.NoticeFacts]
    | type[transfer_facts.CallFacts]
    | type[transfer_facts.CommentRoundFacts]
    | type[transfer_facts.CommentFacts]
    | type[transfer_facts.ChunkFacts]
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


_NOUNS: dict[str, _Noun] = {
    "proposal": _Noun(Topic.PROPOSALS, Subject.PROPOSAL, facts.ProposalFacts),
    "opinion": _Noun(Topic.OPINIONS, Subject.OPINION, facts.OpinionFacts),
    "visit": _Noun(Topic.OPINIONS, Subject.VISIT, facts.VisitFacts),
    "consultation": _Noun(Topic.CONSULTATIONS, Subject.CONSULTATION, facts.ConsultationFacts),
    "plan": _Noun(Topic.CONSULTATIONS, Subject.PLAN, facts.PlanFacts),
    "platform": _Noun(Topic.CONSULTATIONS, Subject.PLATFORM, facts.PlatformFacts),
    "organization": _Noun(Topic.ORGANIZATIONS, Subject.ORGANIZATION, facts.OrganizationFacts),
    "own": _Noun(Topic.ORGANIZATIONS, Subject.OWN, facts.OwnFacts),
    "transfer": _Noun(Topic.TRANSFERS, Subject.TRANSFER, transfer_facts.DispatchFacts),
    "notice": _Noun(Topic.TRANSFERS, Subject.DERIVED, transfer_facts.NoticeFacts),
    "call": _Noun(Topic.TRANSFERS, Subject.CALL, transfer_facts.CallFacts),
    "comment_round": _Noun(Topic.TRANSFERS, Subject.COMMENT_ROUND, transfer_facts.CommentRoundFacts),
    "comment": _Noun(Topic.TRANSFERS, Subject.COMMENT, transfer_facts.CommentFacts),
    "chunk": _Noun(Topic.ATTACHMENTS, Subject.CHUNK, transfer_facts.ChunkFacts),
}

VOID = "void"
"""A command that no user gives: a service publishes it for matters that only Kafka has after its database was restored (decision 0017)."""

_VOIDED = {"voided": (VOID, "已作废：数据库由备份恢复后不复存在")}

_CONSENTS_NOTED = {"consents_noted": ("note_consents", "成员单位的同意已转录")}
"""The service of a conference publishes it when the own record of a member has changed (decision 0114)."""

_EVENT_TYPES: dict[str, dict[str, tuple[str, str]]] = {
    **{noun: of_commands | _VOIDED for noun, of_commands in EVENT_TYPES.items()},
    "organization": EVENT_TYPES["organization"] | _CONSENTS_NOTED | _VOIDED,
    "own": {"keyed": ("publish_key", "公钥已公布")} | EVENT_TYPES["own"] | _VOIDED,
    "transfer": {"sent": ("send", "已发出")},
    "notice": {"given": ("notify", "进展已告知来源单位")},
    "call": {"issued": ("issue_call", "约稿已发给下级单位")} | _VOIDED,
    "comment_round": {"opened": ("open_round", "已向下级单位征求意见")} | _VOIDED,
    "comment": {"given": ("comment_on_round", "意见已反馈上级单位")} | _VOIDED,
    "chunk": {"sent": ("send_chunk", "附件的一块已发出")},
}
"""The event types of commands, and those that a service publishes without a command of the domain."""

CATALOGUE: dict[str, EventType] = {
    f"{name}.{past}.v1": EventType(noun.topic, noun.subject, noun.facts, command, title)
    for name, noun in _NOUNS.items()
    for past, (command, title) in _EVENT_TYPES[name].items()
}

TYPE_OF: dict[tuple[Subject, str], str] = {(event.subject, event.command): name for name, event in CATALOGUE.items()}
"""(Kind of subject, command) -> the name of the event type."""

VOIDED = frozenset(name for name, event in CATALOGUE.items() if event.command == VOID)
"""The event types that void a matter or a record. Their facts are empty (`emptied`), so that their source is the organization itself."""
