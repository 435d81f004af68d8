"""The commands of a proposal until it is filed."""

from datetime import date
from typing import ClassVar

from shared.contracts.vocabulary import Channel, Ground, ProposerType, Theme
from shared.domain.command import Command, Label, Labels, ReasonedCommand
from shared.domain.proposals.grants import COMMITTEE, DRAFTING, NOBODY, PROPOSER
from shared.domain.proposals.vocabulary import ConversionKind, ProposalType
from shared.domain.transfers.commands import Accept


class DraftProposal(Command, name="draft", title_zh="起草", event=("drafted", "提案已起草")):
    """Drafts a proposal. `year`: the session year 年度, by default that of `on`; `signatories`: the number of its proposers, 1 to 999.

    `type`: by default individual with one proposer, joint with several; `sector`: one of the charter's sectors 界别.
    """

    permitted = DRAFTING

    kind: ProposalType = "session"
    channel: Channel = Channel.PAPER
    signatories: int = 1
    year: int | None = None
    type: ProposerType | None = None
    sector: str | None = None
    theme: Theme | None = None
    online: bool | None = None
    """Whether the channel counts as online by the charter. The decision fills it in."""


class Submit(Command, name="submit", title_zh="提交", event=("submitted", "提案已提交审查")):
    """Submits the proposal for review; it counts as received from then on."""

    permitted = PROPOSER


class CompletedSubmit(Submit):
    """The command with the number of the suggestions that the proposal has; the service counts their texts.

    `deadline`: the last day for session proposals of its year, where one is recorded.
    """

    suggestion_count: int
    deadline: date | None = None


class CompletedAccept(Accept):
    """The acceptance of a proposal that another organization sent, with the number of its suggestions, as of `CompletedSubmit`."""

    suggestion_count: int


class File(Command, name="file", title_zh="立案", event=("filed", "提案已立案")):
    """Files the proposal 立案: the committee accepts it for handling. `number`: its filing number 立案号, by default the next free one.

    Filing numbers are counted for each organization and session year.
    """

    permitted = COMMITTEE
    batch = True
    single = ("number",)
    labels: ClassVar[Labels] = {"number": Label("立案号", "数字；不填则按本年度顺序自动编号")}

    number: int | None = None


class CompletedFile(File):
    """The command after the decision. `filing_number`: the number as the charter writes it."""

    filing_number: str = ""


class Refuse(Command, name="refuse", title_zh="不予立案", event=("refused", "提案不予立案")):
    """Refuses to file the proposal 不予立案, on one of the charter's grounds. `text`: the message to its proposers."""

    permitted = COMMITTEE
    texts = ("text",)
    labels: ClassVar[Labels] = {"text": Label("告知提案人", "说明不予立案的理由；只在本系统内保存")}
    irreversible_warning = "不予立案后不能恢复，提案人会得到告知。"

    ground: Ground
    text: str = ""


class ConvertProposal(Command, name="convert", title_zh="转化", event=("converted", "提案已转化")):
    """Converts the proposal 转化 to an opinion report, which begins at the same organization, or to a letter or a suggestion.

    It is possible until the assignment. `text`: what is recorded of it, for example the addressee of the letter.
    """

    permitted = COMMITTEE
    texts = ("text",)
    labels: ClassVar[Labels] = {"to": Label("转化为"), "text": Label("转化说明")}
    irreversible_warning = "转化后不再作为提案办理，不能恢复。"

    to: ConversionKind
    text: str = ""


class CompletedConvert(ConvertProposal):
    """The command after the decision. `matter`: the id of the opinion report that began, if one did."""

    matter: str | None = None


class MergeProposal(Command, name="merge", title_zh="并案", event=("merged", "提案已并案")):
    """Merges the proposal into another one of the same committee 并案, before or after filing, until a unit has replied.

    Its proposers are answered there. `into`: its id; the id of a merged proposal means the proposal at the end of its chain of mergers.
    """

    permitted = COMMITTEE
    irreversible_warning = "并入后不再单独办理。"

    into: str


class Absorb(Command, name="absorb", title_zh="合并办理", event=("absorbed", "其他提案已并入")):
    """Records that another proposal was merged into this one. `matter`: its id; `signatories`: the number of its proposers.

    Their numbers follow those of the proposers that this proposal has already.
    """

    permitted = NOBODY

    matter: str
    signatories: int


class WithdrawProposal(ReasonedCommand, name="withdraw", title_zh="撤回", event=("withdrawn", "提案已撤回")):
    """Withdraws the proposal until a unit has replied, with a reason."""

    permitted = PROPOSER
    irreversible_warning = "撤回后不能恢复，须重新登记。"
