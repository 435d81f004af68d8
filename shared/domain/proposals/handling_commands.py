"""The commands of the handling of a proposal by its units."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Literal

from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.command import Command, Label, Labels
from shared.domain.proposals.grants import COMMITTEE, HANDLING_UNIT


class Assign(Command, name="assign", title_zh="交办", event=("assigned", "提案已交办")):
    """Assigns the proposal to handling units: a lead 主办 with co-handlers 会办, a sole handler 独办, or separate handlers 分办.

    `limit`: the day by which the reply is due (default: the charter's); `coordinator`: the office 督查机构 that passes it on to
    the units and decides on returns, where the charter has one.
    """

    permitted = COMMITTEE
    batch = True
    labels: ClassVar[Labels] = {"coordinator": Label("督查机构", "按章程经督查机构转办的才填写")}

    lead: str | None = None
    sole: str | None = None
    separate: tuple[str, ...] = ()
    co: tuple[str, ...] = ()
    limit: date | None = None
    coordinator: str | None = None


class ClassifiedAssign(Assign):
    """The command after the decision. `unit_classes`: unit -> its class in the register, of those that the register has."""

    unit_classes: Mapping[str, UnitClass]


class Acknowledge(Command, name="acknowledge", title_zh="签收", event=("acknowledged", "承办单位已签收")):
    """Records that a unit acknowledges the assignment 签收."""

    permitted = HANDLING_UNIT
    batch = True

    unit: str


class Countersign(Command, name="countersign", title_zh="会签", event=("countersigned", "会办单位已会签")):
    """Records the agreement of a co-handler to the reply of the lead 会签. The lead can reply when all co-handlers have countersigned."""

    permitted = HANDLING_UNIT
    texts = ("opinion",)

    unit: str
    opinion: str = ""


class Reply(Command, name="reply", title_zh="答复", event=("replied", "承办单位已答复")):
    """Records the reply of a unit. `answer_class`: a class of the scheme of the charter on that day; `scheme`: if given, that scheme."""

    permitted = HANDLING_UNIT
    texts = ("text",)
    notice_texts: ClassVar[Mapping[str, str]] = {"text": "answer"}
    labels: ClassVar[Labels] = {"text": Label("答复内容")}

    unit: str
    text: str
    scheme: str | None = None
    answer_class: Literal["A", "B", "C", "D"]


class CompletedReply(Reply):
    """The command after the decision. `contacts`: how many contacts with a proposer the charter requires before it."""

    contacts: int = 0


class Extend(Command, name="extend", title_zh="延期", event=("extended", "提案已延期")):
    """Extends the limit of the reply 延期 before it has passed. `until`: the new limit; the charter has a latest day for it.

    `unit`: only for this unit (default: for all units).
    """

    permitted = COMMITTEE
    texts = ("reason",)
    labels: ClassVar[Labels] = {
        "unit": Label("承办单位", "不选则全部承办单位延期"),
        "until": Label("延期至", "交办或退回重新办理之日起，最多{extension_months}个月"),
        "reason": Label("延期原因"),
    }

    until: date
    reason: str
    unit: str | None = None


class Urge(Command, name="urge", title_zh="催办", event=("urged", "承办单位已被催办")):
    """Urges the units 催办 whose reply is due. `unit`: only this unit (default: all of them)."""

    permitted = COMMITTEE
    batch = True
    texts = ("text",)
    labels: ClassVar[Labels] = {"unit": Label("承办单位", "不选则催办全部尚未答复的单位"), "text": Label("催办内容")}

    text: str
    unit: str | None = None
