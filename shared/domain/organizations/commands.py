"""The commands of an organization's record: its place on the roster, its body, and the members of a conference."""

from dataclasses import dataclass

from shared.contracts.vocabulary import Level
from shared.domain.command import Command, Correct


@dataclass(frozen=True, kw_only=True)
class Enter(Command):
    """Put it on the roster. `code`: its code in the official list, empty where it has none (a functional zone)."""

    name = "enter"
    title_zh = "列入名册"

    title: str
    level: Level
    parent: str | None = None
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Move(Command):
    """It belongs to another organization from this day on."""

    name = "move"
    title_zh = "变更隶属"

    parent: str


@dataclass(frozen=True, kw_only=True)
class Merge(Command):
    """Another organization takes it over: it leaves the roster, its figures stay where they are."""

    name = "merge"
    title_zh = "并入"

    into: str


@dataclass(frozen=True, kw_only=True)
class Remove(Command):
    """It leaves the roster."""

    name = "remove"
    title_zh = "移出名册"


@dataclass(frozen=True, kw_only=True)
class Reinstate(Command):
    """Take back the removal or merger that it left the roster with: it was entered by mistake, and never took effect."""

    name = "reinstate"
    title_zh = "恢复在册"
    papers = ("reason",)

    reason: str


@dataclass(frozen=True, kw_only=True)
class Rename(Command):
    """It has another name from this day on."""

    name = "rename"
    title_zh = "更名"

    title: str


@dataclass(frozen=True, kw_only=True)
class Recode(Command):
    """It has another code from this day on; empty: it is in no official list any more."""

    name = "recode"
    title_zh = "变更代码"

    code: str


@dataclass(frozen=True, kw_only=True)
class Establish(Command):
    """Its body is at work."""

    name = "establish"
    title_zh = "建立机构"


@dataclass(frozen=True, kw_only=True)
class Standardise(Command):
    """One item of the checklist 五落实 is met."""

    name = "standardise"
    title_zh = "落实规范化项目"

    item: str


@dataclass(frozen=True, kw_only=True)
class Dissolve(Command):
    """Its body is dissolved."""

    name = "dissolve"
    title_zh = "撤销机构"


@dataclass(frozen=True, kw_only=True)
class Admit(Command):
    """A committee becomes a member of the conference."""

    name = "admit"
    title_zh = "加入成员单位"

    member: str


@dataclass(frozen=True, kw_only=True)
class Release(Command):
    """A member leaves the conference; if it convenes it, its term ends, too."""

    name = "release"
    title_zh = "退出成员单位"

    member: str


@dataclass(frozen=True, kw_only=True)
class Convene(Command):
    """A member convenes the conference from this day on, until another one does."""

    name = "convene"
    title_zh = "确定召集单位"

    member: str


ConferenceCommand = Admit | Release | Convene

OrganizationCommand = (
    Enter
    | Move
    | Merge
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
        Enter, Move, Merge, Remove, Reinstate, Rename, Recode, Establish, Standardise, Dissolve, Admit, Release, Convene,
        Correct,
    )
}  # fmt: skip
