"""The commands of a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, get_args

from shared.contracts.vocabulary import Answer, Channel, Role
from shared.domain.command import Command, Correct, EventName, Grant, Label, Labels
from shared.domain.command_set import CommandSet
from shared.domain.proposals.vocabulary import Ground, ProposalType

DRAFTING = Grant(Role.MEMBER, {Role.SECRETARIAT: "own", Role.MEMBER: "own"})
PROPOSER = Grant(Role.MEMBER, {Role.SECRETARIAT: "own", Role.MEMBER: "author"})
COMMITTEE = Grant(Role.PROPOSALS_COMMITTEE, {Role.SECRETARIAT: "own", Role.PROPOSALS_COMMITTEE: "own"})
HANDLING_UNIT = Grant(Role.HANDLING_UNIT, {Role.SECRETARIAT: "own", Role.HANDLING_UNIT: "unit"})


@dataclass(frozen=True, kw_only=True)
class DraftProposal(Command):
    """Drafts a proposal. `year`: the session year 年度, by default that of `on`; `signatories`: the number of its proposers, 1 to 999."""

    name = "draft"
    title_zh = "起草"
    event = EventName("drafted", "提案已起草")
    permitted = DRAFTING

    kind: ProposalType = "session"
    channel: Channel = Channel.PAPER
    signatories: int = 1
    year: int | None = None
    online: bool | None = None
    """Whether the channel counts as online by the charter. The decision fills it in."""


@dataclass(frozen=True, kw_only=True)
class Submit(Command):
    """Submits the proposal for review; it counts as received from then on."""

    name = "submit"
    title_zh = "提交"
    event = EventName("submitted", "提案已提交审查")
    permitted = PROPOSER


@dataclass(frozen=True, kw_only=True)
class File(Command):
    """Files the proposal 立案: the committee accepts it for handling."""

    name = "file"
    title_zh = "立案"
    event = EventName("filed", "提案已立案")
    permitted = COMMITTEE


@dataclass(frozen=True, kw_only=True)
class Refuse(Command):
    """Refuses to file the proposal 不予立案, on one of ten grounds."""

    name = "refuse"
    title_zh = "不予立案"
    event = EventName("refused", "提案不予立案")
    permitted = COMMITTEE
    irreversible_warning = "不予立案后不能恢复，提案人会得到告知。"

    ground: Ground


@dataclass(frozen=True, kw_only=True)
class MergeProposal(Command):
    """Merges the proposal into another one of the same committee 并案; its proposers still receive an answer. `into`: that one's id."""

    name = "merge"
    title_zh = "并案"
    event = EventName("merged", "提案已并案")
    permitted = COMMITTEE
    irreversible_warning = "并入后不再单独办理。"

    into: str


@dataclass(frozen=True, kw_only=True)
class WithdrawProposal(Command):
    """Withdraws the proposal before it is filed, with a reason."""

    name = "withdraw"
    title_zh = "撤回"
    event = EventName("withdrawn", "提案已撤回")
    permitted = PROPOSER
    texts = ("reason",)
    irreversible_warning = "撤回后不能恢复，须重新登记。"

    reason: str


@dataclass(frozen=True, kw_only=True)
class Assign(Command):
    """Assigns the proposal to handling units: a lead 主办 with co-handlers 会办, a sole handler 独办, or separate handlers 分办.

    `limit`: the day by which the reply is due (default: the charter's).
    """

    name = "assign"
    title_zh = "交办"
    event = EventName("assigned", "提案已交办")
    permitted = COMMITTEE

    lead: str | None = None
    sole: str | None = None
    separate: tuple[str, ...] = ()
    co: tuple[str, ...] = ()
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Command):
    """Records that a unit acknowledges the assignment 签收."""

    name = "acknowledge"
    title_zh = "签收"
    event = EventName("acknowledged", "承办单位已签收")
    permitted = HANDLING_UNIT

    unit: str


@dataclass(frozen=True, kw_only=True)
class Countersign(Command):
    """Records the agreement of a co-handler to the reply of the lead 会签. The lead can reply when all co-handlers have countersigned."""

    name = "countersign"
    title_zh = "会签"
    event = EventName("countersigned", "会办单位已会签")
    permitted = HANDLING_UNIT
    texts = ("opinion",)

    unit: str
    opinion: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply(Command):
    """Records the reply of a unit. `answer_class`: a class of the scheme of the charter on that day; `scheme`: if given, that scheme."""

    name = "reply"
    title_zh = "答复"
    event = EventName("replied", "承办单位已答复")
    permitted = HANDLING_UNIT
    texts = ("text",)
    notice_texts: ClassVar[Mapping[str, str]] = {"text": "answer"}
    labels: ClassVar[Labels] = {"text": Label("答复内容")}

    unit: str
    text: str
    scheme: str | None = None
    answer_class: Literal["A", "B", "C", "D"]


@dataclass(frozen=True, kw_only=True)
class Extend(Command):
    """Extends the limit of the reply 延期 before it has passed. `until`: the new limit; the charter has a latest day for it."""

    name = "extend"
    title_zh = "延期"
    event = EventName("extended", "提案已延期")
    permitted = COMMITTEE
    texts = ("reason",)
    labels: ClassVar[Labels] = {
        "until": Label("延期至", "交办或退回重新办理之日起，最多{extension_months}个月"),
        "reason": Label("延期原因"),
    }

    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Rate(Command):
    """Records the feedback form of a signatory: ratings of the handling process and of its result. `signatory`: the number, from 1."""

    name = "rate"
    title_zh = "反馈"
    event = EventName("rated", "提案者已反馈")
    permitted = PROPOSER
    texts = ("comment",)

    process: Answer
    result: Answer
    signatory: int = 1
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class CompletedRate(Rate):
    """The command after the decision. `returns`: whether the form returns the proposal for re-handling."""

    returns: bool


@dataclass(frozen=True, kw_only=True)
class Rehandle(Command):
    """Returns the proposal to its units for another reply, with a written explanation. `limit`: its due day (default: the charter's)."""

    name = "rehandle"
    title_zh = "重新办理"
    event = EventName("rehandled", "提案已退回重新办理")
    permitted = COMMITTEE
    texts = ("explanation",)
    labels: ClassVar[Labels] = {"limit": Label("重新办理期限", "不填按章程计算")}

    explanation: str
    limit: date | None = None


@dataclass(frozen=True, kw_only=True)
class CloseProposal(Command):
    """Closes the procedure 办结, whatever the outcome."""

    name = "close"
    title_zh = "办结"
    event = EventName("closed", "提案已办结")
    permitted = COMMITTEE
    irreversible_warning = "办结后不再办理。"


ProposalCommand = (
    DraftProposal | Submit | File | Refuse | MergeProposal | WithdrawProposal | Assign | Acknowledge | Countersign | Reply | Extend
    | Rate | Rehandle | CloseProposal | Correct
)  # fmt: skip

COMMANDS = CommandSet(
    name="proposals",
    noun="proposal",
    commands=get_args(ProposalCommand),
    corrections=COMMITTEE,
    transfers=Grant(Role.SECRETARIAT, COMMITTEE.scopes),
)
