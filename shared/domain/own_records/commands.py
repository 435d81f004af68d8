"""The commands of an organization's own record: consents to memberships in conferences (0114), and declared figures (0119)."""

from datetime import date
from typing import ClassVar, get_args

from shared.contracts.declared import DeclaredBound
from shared.contracts.vocabulary import Role
from shared.domain.command import SECRETARIAT, Command, Grant, Label, Labels
from shared.domain.command_set import CommandSet

_MEMBER = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "own", Role.LEADER: "own"})
_CONFERENCE = Label("联席会")


class Consent(Command, name="consent", title_zh="同意加入联席会", event=("consented", "已同意加入联席会")):
    """Consents to the membership in a conference, which has invited the organization (`admit`). `conference`: its key."""

    permitted = _MEMBER
    labels: ClassVar[Labels] = {"conference": _CONFERENCE}
    irreversible_warning = "同意后，联席会可以查看本单位及所辖单位加入期间的统计数字。"

    conference: str


class WithdrawConsent(
    Command,
    name="withdraw_consent",
    title_zh="撤回加入联席会的同意",
    event=("consent_withdrawn", "已撤回加入联席会的同意"),
):
    """Withdraws the consent with effect from `on`; on the day of the consent itself, the consent never took effect."""

    permitted = _MEMBER
    labels: ClassVar[Labels] = {"conference": _CONFERENCE}
    irreversible_warning = "撤回后，本单位的数字不再计入联席会；担任召集单位的，召集同时终止。"

    conference: str


_MEASURE, _YEAR = Label("指标"), Label("年度")


class DeclareFigure(Command, name="declare_figure", title_zh="登记申报数", event=("figure_declared", "申报数已登记")):
    """Declares a figure of a year, which the organization has published elsewhere; one of the same measure and year is replaced.

    Reports show it beside the counted figure and add it to nothing. `measure`: a measure of reports; `bound`: what the numerator states;
    `source`: the document; `as_of`: the day to which it counts, by default the last day of the year, or today.
    """

    permitted = SECRETARIAT
    texts = ("source",)
    labels: ClassVar[Labels] = {
        "measure": _MEASURE,
        "year": _YEAR,
        "numerator": Label("分子", "工作报告写明的数；写“30余条”的填写 30，并选“下限”"),
        "denominator": Label("分母", "没有分母的指标不填"),
        "bound": Label("准确程度"),
        "source": Label("来源", "如“政协工作报告（2014年2月）”；只在本系统内保存"),
        "as_of": Label("截至日期", "不填为该年度最后一天，本年度为今天"),
    }

    measure: str
    year: int
    numerator: int
    source: str
    bound: DeclaredBound = DeclaredBound.EXACT
    denominator: int | None = None
    as_of: date | None = None


class WithdrawDeclaration(
    Command, name="withdraw_declaration", title_zh="撤回申报数", event=("declaration_withdrawn", "申报数已撤回")
):
    """Withdraws the declared figure of a measure and a year."""

    permitted = SECRETARIAT
    labels: ClassVar[Labels] = {"measure": _MEASURE, "year": _YEAR}

    measure: str
    year: int


ConsentCommand = Consent | WithdrawConsent
DeclarationCommand = DeclareFigure | WithdrawDeclaration
OwnCommand = ConsentCommand | DeclarationCommand

COMMANDS = CommandSet(name="own_records", commands=get_args(OwnCommand))
