"""The commands of an opinion report."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, get_args

from shared.contracts.vocabulary import Channel, Level, Role
from shared.domain.command import SECRETARIAT, Command, Correct, Grant, Label, Labels, ReasonedCommand
from shared.domain.command_set import CommandSet
from shared.domain.transfers.commands import TransferCommand

COLLECTING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.MEMBER: "own", Role.LEADER: "own"})
EDITING = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.LEADER: "own"})
LEADER = Grant(Role.LEADER, {Role.SECRETARIAT: "own", Role.LEADER: "own"})


LETTER = Label("来函文号", "上级来函确认的才填，如：全国政协采字〔2026〕3号")


class Collect(Command, name="collect", title_zh="收集", event=("collected", "社情民意信息已收集")):
    """Collects an opinion report. `limit`: the day by which the person is to be answered (default: the charter's).

    `opinion_call`: the call 约稿 that it answers.
    """

    permitted = COLLECTING

    channel: Channel = Channel.WINDOW
    year: int | None = None
    limit: date | None = None
    opinion_call: str | None = None
    online: bool | None = None
    """Whether the channel counts as online by the charter. The decision fills it in."""
    converted_from: str | None = None
    """The proposal that was converted to this report. The use case of the conversion fills it in."""
    visit: str | None = None
    """The visit of which this report was made. The use case of the visit fills it in."""


class Edit(Command, name="edit", title_zh="编辑", event=("edited", "已编辑")):
    """Edits the title, the content, the authors or the call 约稿. An omitted field stays as it is; the first edit may omit all of them."""

    permitted = EDITING
    texts = ("title", "content", "authors")

    title: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    opinion_call: str | None = None


class ApproveOpinion(Command, name="approve", title_zh="审签", event=("approved", "已审签")):
    """Records the approval of a leader 审签."""

    permitted = LEADER
    batch = True


class Adopt(Command, name="adopt", title_zh="采用", event=("adopted", "已采用")):
    """Records the adoption 采用 of the report. `level`: that of the adopting organization, by default the organization's own.

    `letter`: the number of the letter by which a level above confirmed it, sent sealed to the organizations which the report came from.
    """

    permitted = EDITING
    texts = ("letter",)
    notice_texts: ClassVar[Mapping[str, str]] = {"letter": "adoption_letter"}
    labels: ClassVar[Labels] = {"letter": LETTER}

    level: Level | None = None
    letter: str = ""


class Instruct(Command, name="instruct", title_zh="批示", event=("instructed", "已批示")):
    """Records the instruction 批示 of a leader. `level`: that of the leader, by default the organization's own.

    `text`: its words, which stay here; `disclosed`: the words that the organizations which the report came from may read, and
    `letter`: the number of the letter by which a level above confirmed it, both sent sealed.
    """

    permitted = LEADER
    texts = ("text", "disclosed", "letter")
    notice_texts: ClassVar[Mapping[str, str]] = {"disclosed": "instruction_text", "letter": "instruction_letter"}
    labels: ClassVar[Labels] = {
        "letter": LETTER,
        "text": Label("批示内容", "只在本系统内保存"),
        "disclosed": Label("告知来源单位的批示内容", "可以让来源单位看到的部分；不填则只告知哪一级、哪一天批示"),
    }

    level: Level | None = None
    text: str = ""
    disclosed: str = ""
    letter: str = ""


class SubmitOpinion(Command, name="submit", title_zh="呈报", event=("submitted", "已呈报上级")):
    """Records that the report was submitted on paper 呈报 to a level above that has no organization here.

    `level`: by default the next one above. `letter`: the number of the organization's own letter, which stays here.
    """

    permitted = EDITING
    texts = ("letter",)
    labels: ClassVar[Labels] = {
        "level": Label("呈报的层级", "没有接入本平台的上级"),
        "letter": Label("呈报函文号", "本单位的发文字号，没有可不填"),
    }

    level: Level | None = None
    letter: str = ""


class Issue(Command, name="issue", title_zh="编发", event=("issued", "已编入刊物")):
    """Prints the report in an issue of a periodical 刊物. `periodical`: one of the charter's, by default the first.

    `number`: of the issue, by default the next free one of the periodical and the year. `together_with`: a report that is printed already,
    in whose issue this one is printed, too 综合; then neither periodical nor number is given. Another issue replaces the one before.
    """

    permitted = EDITING
    labels: ClassVar[Labels] = {
        "periodical": Label("刊物", "不填则为章程的第一种；合编时不填"),
        "number": Label("期号", "数字；不填则按本年度顺序自动编号"),
        "together_with": Label("合编", "与已编发的一件编入同一期；不填则单独一期"),
    }

    periodical: str | None = None
    number: int | None = None
    together_with: str | None = None


class CompletedIssue(Issue):
    """The command after the decision. `issue`: the periodical and the number as the charter writes them."""

    issue: str


class Refer(Command, name="refer", title_zh="转办", event=("referred", "已转办")):
    """Refers the report to a unit for handling 转办. `limit`: the day by which it replies (default: the charter's)."""

    permitted = EDITING
    labels: ClassVar[Labels] = {"limit": Label("回复期限", "不填按章程计算")}

    unit: str
    limit: date | None = None


class AnswerReferral(
    Command, name="answer_referral", title_zh="登记转办回复", event=("referral_answered", "转办单位已回复")
):
    """Records the reply of a unit that the report was referred to. `unit`: by default the one whose reply is due first."""

    permitted = EDITING
    texts = ("text",)
    labels: ClassVar[Labels] = {"unit": Label("转办单位"), "text": Label("回复内容")}

    text: str
    unit: str | None = None


class FeedBack(Command, name="feed_back", title_zh="反馈", event=("fed_back", "已反馈")):
    """Records the answer to the person, or to the organization that sent the report 反馈. `delay_reason`: needed after the limit."""

    permitted = SECRETARIAT
    texts = ("text", "delay_reason")
    notice_texts: ClassVar[Mapping[str, str]] = {"text": "answer"}
    labels: ClassVar[Labels] = {"text": Label("答复内容"), "delay_reason": Label("逾期原因", "超过答复期限的须填写")}

    text: str
    delay_reason: str = ""


class Keep(ReasonedCommand, name="keep", title_zh="留存备查", event=("kept", "已留存备查")):
    """Keeps the report on file without further handling 留存备查, with a reason."""

    permitted = EDITING
    notice_texts: ClassVar[Mapping[str, str]] = {"reason": "kept"}
    labels: ClassVar[Labels] = {"reason": Label("留存备查的原因")}
    irreversible_warning = "留存备查后不再办理。"
    batch = True


class MergeOpinion(Command, name="merge", title_zh="并入", event=("merged", "已并入其他信息")):
    """Merges the report into another one of the same organization with the same content. `into`: its id, or that of one merged into it.

    The other report keeps every author, and its answer is recorded with this report, too.
    """

    permitted = EDITING
    labels: ClassVar[Labels] = {"into": Label("并入的信息", "本单位正在办理的信息")}
    irreversible_warning = "并入后不再单独办理。"

    into: str


class AbsorbOpinion(Command, name="absorb", title_zh="合并办理", event=("absorbed", "其他信息已并入")):
    """Records that another report was merged into this one. `matter`: its id."""

    permitted = Grant(Role.SECRETARIAT, {})

    matter: str


OpinionMerger = MergeOpinion | AbsorbOpinion
OpinionCommand = (
    Collect
    | Edit
    | ApproveOpinion
    | Adopt
    | Instruct
    | SubmitOpinion
    | Issue
    | Refer
    | AnswerReferral
    | FeedBack
    | Keep
    | OpinionMerger
    | Correct
)

AnyOpinionCommand = OpinionCommand | TransferCommand
"""The commands of an opinion report, with those of a transfer."""

COMMANDS = CommandSet(
    name="opinions",
    commands=get_args(OpinionCommand),
    corrections=SECRETARIAT,
    transfers=SECRETARIAT,
)
