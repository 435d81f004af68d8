"""The commands of an organization's record: its entry in the roster, its body, and the members of a conference."""

from dataclasses import dataclass

from shared.contracts.vocabulary import Level
from shared.domain.command import Command, Correct


@dataclass(frozen=True, kw_only=True)
class Enter(Command):
    """Enters an organization in the roster. `code`: its code in the official list, empty where it has none (a functional zone).

    `parent`: the key of the organization above it, if any.
    """

    name = "enter"
    title_zh = "列入名册"

    title: str
    level: Level
    parent: str | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Move(Command):
    """Moves the organization below another parent, with effect from `on`. `parent`: the key of that organization."""

    name = "move"
    title_zh = "变更隶属"

    parent: str


@dataclass(frozen=True, kw_only=True)
class MergeOrganization(Command):
    """Merges the organization into another one: it leaves the roster, and its figures are not moved. `into`: the key of the other."""

    name = "merge"
    title_zh = "并入"

    into: str


@dataclass(frozen=True, kw_only=True)
class Remove(Command):
    """Removes the organization from the roster."""

    name = "remove"
    title_zh = "移出名册"


@dataclass(frozen=True, kw_only=True)
class Reinstate(Command):
    """Reverses a removal or merger that was recorded by mistake and never took effect."""

    name = "reinstate"
    title_zh = "恢复在册"
    papers = ("reason",)

    reason: str


@dataclass(frozen=True, kw_only=True)
class Rename(Command):
    """Changes the name of the organization, with effect from `on`."""

    name = "rename"
    title_zh = "更名"

    title: str


@dataclass(frozen=True, kw_only=True)
class Recode(Command):
    """Changes the code of the organization, with effect from `on`. `code`: empty where it is no longer in any official list."""

    name = "recode"
    title_zh = "变更代码"

    code: str


@dataclass(frozen=True, kw_only=True)
class Establish(Command):
    """Records that the body of the organization is established."""

    name = "establish"
    title_zh = "建立机构"


@dataclass(frozen=True, kw_only=True)
class Standardise(Command):
    """Records that an item of the checklist 五落实 is met. `item`: one of the items that the charter names."""

    name = "standardise"
    title_zh = "落实规范化项目"

    item: str


@dataclass(frozen=True, kw_only=True)
class Dissolve(Command):
    """Records that the body of the organization is dissolved."""

    name = "dissolve"
    title_zh = "撤销机构"


@dataclass(frozen=True, kw_only=True)
class Admit(Command):
    """Admits a committee to the conference. `member`: the key of the committee."""

    name = "admit"
    title_zh = "加入成员单位"

    member: str


@dataclass(frozen=True, kw_only=True)
class Release(Command):
    """Releases a member from the conference; if it is the convenor, its term as convenor ends as well."""

    name = "release"
    title_zh = "退出成员单位"

    member: str


@dataclass(frozen=True, kw_only=True)
class Convene(Command):
    """Makes a member the convenor of the conference, with effect from `on`."""

    name = "convene"
    title_zh = "确定召集单位"

    member: str


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
    | ConferenceCommand
    | Correct
)

COMMANDS: dict[str, type[Command]] = {
    command.name: command
    for command in (
        Enter, Move, MergeOrganization, Remove, Reinstate, Rename, Recode, Establish, Standardise, Dissolve, Admit, Release, Convene,
        Correct,
    )
}  # fmt: skip
