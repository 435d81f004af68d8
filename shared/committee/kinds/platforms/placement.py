"""Where a platform belongs: its parent, its household, its townships, each checked against the other platforms and the roster."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import select

from shared.committee.context import TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.exclusive_keys import holders_of, household_key, platform_key, township_key
from shared.committee.kinds.platforms.schemas import NewPlatform
from shared.committee.matters.kind import CompleteBody
from shared.committee.matters.kind_definition import CreateSchema
from shared.committee.matters.record import MatterRecord
from shared.committee.tables import platforms
from shared.contracts.platform_vocabulary import PlatformClass, PlatformState
from shared.contracts.vocabulary import Level
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, InvalidError, invalid
from shared.domain.platforms.commands import ClosePlatform, FilePlatform, PlatformCommand, Regroup, RenamePlatform
from shared.domain.platforms.decisions import RULES
from shared.domain.platforms.state import Platform
from shared.web.accounts import Account

_WHERE = {PlatformClass.POINT: "所属的站", PlatformClass.HOUSEHOLD: "所属的组"}
"""Class with a platform above it -> where a name is given once."""

_OPEN = platforms.c.status != str(PlatformState.CLOSED)


def exclusive_keys(record: MatterRecord[Platform]) -> frozenset[str]:
    """Returns what only one open platform of an organization has: its name, the number of a household, each township of an area group."""
    state = record.state
    if not state.is_open:
        return frozenset()
    household = [household_key(state.household)] if state.household else []
    return frozenset([_own_key(record, record.title), *household, *map(township_key, state.townships)])


def _own_key(record: MatterRecord[Platform], title: str) -> str:
    return _named(record.state.platform, title, record.state.parent)


def _named(platform: PlatformClass, title: str, parent: str | None) -> str:
    """Returns the exclusive key of a name: of a point within its station, of a household within its point, of the others within all."""
    return platform_key(str(platform), title, parent or "")


def same_name(platform: PlatformClass, field: str, title: str) -> InvalidError:
    """Returns the error of a name that another open platform of the class has."""
    where = _WHERE.get(platform, "本单位")
    return invalid(field, title, f"{where}已有同名的“{platform.title_zh}”，名称不能重复")


class _PlatformRow(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def platform(self) -> str: ...


def _is_above(row: _PlatformRow, new: NewPlatform) -> bool:
    """Returns whether a platform is of the class above the new one, which names it by id or name."""
    if new.parent is None or row.platform != RULES[new.platform].parent:
        return False
    return row.id == new.parent or name_key(row.title) == name_key(new.parent)


class _NewParent(NamedTuple):
    id: str
    title: str
    platform: str


@dataclass(frozen=True, kw_only=True)
class OpenPlatforms:
    """The open platforms of an organization that new ones are checked against.

    `parents`: those that have others below them; `held`: each exclusive key -> the platform that has it, a stored one by its id, a new
    one by its name; `names`: of those stored ones.
    """

    tree: OrganizationTree
    organization: str
    parents: list[_PlatformRow]
    held: dict[str, str]
    names: Mapping[str, str]

    def placed(self, new: NewPlatform, today: date) -> NewPlatform:
        """Returns the body with the id of its parent and the keys of its townships; a second one of the same file is refused, too."""
        new = replace(new, parent=self._parent(new), townships=self.keys(new.townships, new.on or today))
        self._check_name(new)
        self._check_household(new)
        self.check_ungrouped(new.townships)
        self.held.update(dict.fromkeys(map(township_key, new.townships), new.title))
        return new

    def add(self, placed: NewPlatform) -> None:
        """Adds a new platform, so that further ones of the same file are placed below it; its name is its id until it is stored."""
        self.parents.append(_NewParent(placed.title, placed.title, str(placed.platform)))

    def _parent(self, new: NewPlatform) -> str | None:
        """Returns the id of the open platform that the body names by id or by name, of the class that its own class requires."""
        wanted = RULES[new.platform].parent
        if wanted is None or new.parent is None:
            return new.parent
        named = [each.id for each in self.parents if _is_above(each, new)]
        found = [each for each in named if each == new.parent] or named
        if len(found) == 1:
            return found[0]
        several = (
            f"有{len(found)}个同名的“{wanted.title_zh}”，请填编号"
            if found
            else f"没有这个“{wanted.title_zh}”，或已撤销"
        )
        raise invalid("parent", new.parent, several)

    def _check_name(self, new: NewPlatform) -> None:
        """Refuses a name that another platform of the class has."""
        key = _named(new.platform, new.title, new.parent)
        if key in self.held:
            raise same_name(new.platform, "title", new.title)
        self.held[key] = new.title

    def _check_household(self, new: NewPlatform) -> None:
        """Refuses a household that belongs to another group already."""
        if not new.household or new.platform is not PlatformClass.HOUSEHOLD:
            return
        key = household_key(new.household)
        if key in self.held:
            raise invalid("household", new.household, f"该户已登记为“{self._name(self.held[key])}”；一户只属于一个组")
        self.held[key] = new.title

    def keys(self, townships: Sequence[str], day: date) -> tuple[str, ...]:
        """Returns the keys of townships that are named by key, code or name; each is directly below and on the roster that day."""
        below = {
            each
            for each in self.tree.children(self.organization, day)
            if self.tree.level(each) is Level.TOWNSHIP and self.tree.on_roster(each, day)
        }
        names = {name_key(self.tree.name(each, day)): each for each in sorted(below)}
        return tuple(self._key(word, below, names, day) for word in townships)

    def _key(self, word: str, below: set[str], names: Mapping[str, str], day: date) -> str:
        key = word if word in below else self.tree.holder(word, day) or names.get(name_key(word))
        if key not in below:
            raise invalid("townships", word, f"须为本单位{day.isoformat()}在册的乡镇（街道）")
        return key

    def check_ungrouped(self, townships: Sequence[str], *, own: str = "") -> None:
        """Refuses a township of another area group than `own`: each belongs to exactly one."""
        for key in townships:
            if (holder := self.held.get(township_key(key), own)) != own:
                rule = f"该乡镇已属于片区“{self._name(holder)}”；一个乡镇只属于一个片区"
                raise invalid("townships", self.tree.newest_name(key), rule)

    def _name(self, holder: str) -> str:
        return self.names.get(holder, holder)


async def prepare(
    tx: TransactionContext, _account: Account, organization: str, bodies: Sequence[CreateSchema[PlatformCommand]]
) -> CompleteBody[PlatformCommand]:
    """Reads the open platforms that the classes of the bodies need. Returns the function that completes and checks each body."""
    others = await open_platforms(tx, organization, [each for each in bodies if isinstance(each, NewPlatform)])
    today = tx.context.today()
    return lambda new: (others.placed(new, today) if isinstance(new, NewPlatform) else new, {})


async def open_platforms(
    tx: TransactionContext, organization: str, bodies: Sequence[NewPlatform], classes: Collection[PlatformClass] = ()
) -> OpenPlatforms:
    """Returns the open platforms that bodies are checked against. `classes`: those of the bodies, and further ones."""
    table, wanted = platforms.c, {each.platform for each in bodies}.union(classes)
    own = select(table.id, table.title, table.platform).where(table.organization == organization, _OPEN)
    above = {str(RULES[each].parent) for each in wanted if RULES[each].parent}
    parents = (await tx.connection.execute(own.where(table.platform.in_(above)))).all() if above else []
    below = map(township_key, tx.tree.ever_below(organization)) if PlatformClass.AREA_GROUP in wanted else ()
    households = {household_key(each.household) for each in bodies if each.household}
    own_names = {
        _named(each.platform, each.title, above)
        for each in bodies
        for above in [row.id for row in parents if _is_above(row, each)] or [None]
    }
    held = await holders_of(tx.connection, organization, [*below, *households, *own_names])
    named = await tx.connection.execute(own.where(table.id.in_(set(held.values()))))
    names = {row.id: row.title for row in named}
    return OpenPlatforms(tree=tx.tree, organization=organization, parents=list(parents), held=held, names=names)


async def complete(tx: TransactionContext, record: MatterRecord[Platform], command: PlatformCommand) -> PlatformCommand:
    """Returns the command with the keys of the townships that it names; refuses one that belongs to another area group."""
    if not isinstance(command, Regroup) or record.state.platform is not PlatformClass.AREA_GROUP:
        return command
    others = await open_platforms(tx, record.organization, (), {PlatformClass.AREA_GROUP})
    townships = others.keys(command.townships, command.on or tx.context.today())
    others.check_ungrouped(townships, own=record.id)
    return replace(command, townships=townships)


async def check(tx: TransactionContext, record: MatterRecord[Platform], command: PlatformCommand) -> None:
    """Refuses to file a platform whose parent is not active, to close one with open ones below it, and a name that another one has."""
    table = platforms.c
    if isinstance(command, RenamePlatform) and command.title:
        key = _own_key(record, command.title)
        if (await holders_of(tx.connection, record.organization, [key])).get(key, record.id) != record.id:
            raise same_name(record.state.platform, "title", command.title)
    if isinstance(command, FilePlatform) and record.state.parent:
        parent = await tx.connection.scalar(select(table.status).where(table.id == record.state.parent))
        if parent != str(PlatformState.ACTIVE):
            raise ConflictError("parent-not-active", "上一级平台尚未备案或已撤销，须先备案上一级")
    if isinstance(command, ClosePlatform):
        below = await tx.connection.scalar(select(table.title).where(table.parent == record.id, _OPEN).limit(1))
        if below is not None:
            raise ConflictError("platforms-below", f"下一级平台“{below}”尚未撤销，须先撤销下一级")
