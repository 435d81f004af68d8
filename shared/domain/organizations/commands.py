"""The commands of an organization's record: its entry in the roster, its body, and the members of a conference."""

from collections.abc import Mapping
from typing import ClassVar, get_args

from shared.contracts.dated import DatedFlag
from shared.contracts.vocabulary import Level, Role
from shared.domain.command import Command, Correct, Grant, Label, Labels, ReasonedCommand
from shared.domain.command_set import CommandSet
from shared.domain.organizations.body_commands import BodyCommand

KEEPER = Grant(Role.SECRETARIAT, {Role.SECRETARIAT: "keeper"})


class Enter(Command, name="enter", title_zh="列入名册", event=("entered", "已列入名册")):
    """Enters an organization in the roster. `code`: its code in the official list, empty where it has none (a functional zone).

    `parent`: the key of the organization above it, if any.
    """

    permitted = KEEPER
    labels: ClassVar[Labels] = {"title": Label("名称")}

    title: str
    level: Level
    parent: str | None = None
    code: str = ""


class Move(Command, name="move", title_zh="变更隶属", event=("moved", "隶属已变更")):
    """Moves the organization below another parent, with effect from `on`. `parent`: the key of that organization."""

    permitted = KEEPER

    parent: str


class MergeOrganization(Command, name="merge", title_zh="并入", event=("merged", "已并入其他单位")):
    """Merges the organization into another one: it leaves the roster, and its figures are not moved. `into`: the key of the other."""

    permitted = KEEPER
    labels: ClassVar[Labels] = {"into": Label("并入")}
    irreversible_warning = "并入后不再单独办理。"

    into: str


class Remove(Command, name="remove", title_zh="移出名册", event=("removed", "已移出名册")):
    """Removes the organization from the roster."""

    permitted = KEEPER
    irreversible_warning = "移出名册后不再提出新的事项；误登的可以“恢复在册”。"


class Reinstate(ReasonedCommand, name="reinstate", title_zh="恢复在册", event=("reinstated", "已恢复在册")):
    """Reverses a removal or merger that was recorded by mistake and never took effect."""

    permitted = KEEPER
    labels: ClassVar[Labels] = {"reason": Label("恢复原因", "说明当时误登的情况")}


class Rename(Command, name="rename", title_zh="更名", event=("renamed", "名称已变更")):
    """Changes the name of the organization, with effect from `on`."""

    permitted = KEEPER
    labels: ClassVar[Labels] = {"title": Label("新名称")}

    title: str


class Recode(Command, name="recode", title_zh="变更代码", event=("recoded", "代码已变更")):
    """Changes the code of the organization, with effect from `on`. `code`: empty where it is no longer in any official list."""

    permitted = KEEPER

    code: str


class Establish(Command, name="establish", title_zh="建立机构", event=("established", "机构已建立")):
    """Records that the body of the organization is established."""

    permitted = KEEPER


class Standardise(
    Command, name="standardise", title_zh="落实规范化项目", event=("standardised", "规范化建设项目已落实")
):
    """Records that an item of the checklist 五落实 is met. `item`: one of the items that the charter names; `evidence`: what shows it."""

    permitted = KEEPER
    texts = ("evidence",)
    labels: ClassVar[Labels] = {"item": Label("规范化项目"), "evidence": Label("依据", "如检查记录、文件名称；可不填")}

    item: str
    evidence: str = ""


class CompletedStandardise(Standardise):
    """The command after the decision. `meets_checklist`: whether the body now meets the whole checklist."""

    meets_checklist: bool


class Dissolve(Command, name="dissolve", title_zh="撤销机构", event=("dissolved", "机构已撤销")):
    """Records that the body of the organization is dissolved."""

    permitted = KEEPER
    irreversible_warning = "撤销后该单位不再计入机构覆盖。"


class Admit(Command, name="admit", title_zh="邀请成员单位", event=("admitted", "已邀请成员单位")):
    """Invites a committee to the conference; it is a member from this day, or from that of its own consent, if that is later.

    `member`: the key of the committee.
    """

    permitted = KEEPER

    member: str


class Release(Command, name="release", title_zh="退出成员单位", event=("released", "成员单位已退出")):
    """Releases a member from the conference; if it is the convenor, its term as convenor ends as well."""

    permitted = KEEPER
    irreversible_warning = "退出后其数字不再计入联席会。"

    member: str


class Convene(Command, name="convene", title_zh="确定召集单位", event=("convened", "召集单位已确定")):
    """Makes a member the convenor of the conference, with effect from `on`."""

    permitted = KEEPER

    member: str


class NoteConsents(
    Command, name="note_consents", title_zh="转录成员单位的同意", event=("consents_noted", "成员单位的同意已转录")
):
    """Copies the consents of members from their own records; no user gives it. `consents`: member -> its dated consent."""

    consents: Mapping[str, tuple[DatedFlag, ...]]


ConferenceCommand = Admit | Release | Convene

OrganizationCommand = (
    Enter
    | Move
    | MergeOrganization
    | Remove
    | Reinstate
    | Rename
    | Recode
    | Establish
    | Standardise
    | Dissolve
    | BodyCommand
    | ConferenceCommand
    | Correct
)

COMMANDS = CommandSet(
    name="organizations",
    commands=get_args(OrganizationCommand),
    corrections=KEEPER,
)
