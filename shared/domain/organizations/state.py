"""The keeper's record of an organization."""

from datetime import date

from msgspec import Struct

from shared.contracts.dated import DatedCode, DatedFlag, DatedItem, DatedMember, DatedName, DatedParent, Membership
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level
from shared.domain.log import Log, day_of


class Named(Struct, frozen=True, kw_only=True):
    """A name, code, parent (empty: none) or convenor, set with a log entry."""

    entry: int
    value: str


class Flagged(Struct, frozen=True, kw_only=True):
    """Whether something holds, set with a log entry."""

    entry: int
    holds: bool


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """Whether an item of the checklist is met, set with a log entry."""

    entry: int
    item: str
    met: bool


class Joined(Struct, frozen=True, kw_only=True):
    """Whether `member` belongs to the conference, set with a log entry."""

    entry: int
    member: str
    holds: bool


class Organization(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organization. Its `key` is the code under which it was first entered, for ever."""

    level: Level
    log: Log
    names: tuple[Named, ...] = ()
    codes: tuple[Named, ...] = ()
    parents: tuple[Named, ...] = ()
    roster: tuple[Flagged, ...] = ()
    body: tuple[Flagged, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    standardised: tuple[Flagged, ...] = ()
    merged_into: str | None = None
    memberships: tuple[Joined, ...] = ()
    convenors: tuple[Named, ...] = ()

    @property
    def sequence(self) -> int:
        return len(self.log)

    @property
    def on_roster(self) -> bool:
        return bool(self.roster) and self.roster[-1].holds

    @property
    def established(self) -> bool:
        return bool(self.body) and self.body[-1].holds

    @property
    def parent(self) -> str | None:
        return (self.parents[-1].value or None) if self.parents else None

    @property
    def status(self) -> str:
        """For people: `off_roster`, `on_roster` or `established`."""
        if not self.on_roster:
            return "off_roster"
        return "established" if self.established else "on_roster"

    def items_met(self) -> frozenset[str]:
        """The items of the checklist that are met now."""
        newest = {item.item: item.met for item in self.checklist}
        return frozenset(item for item, met in newest.items() if met)

    def members(self) -> frozenset[str]:
        """The members of the conference now."""
        newest = {joined.member: joined.holds for joined in self.memberships}
        return frozenset(member for member, holds in newest.items() if holds)

    @property
    def convenor(self) -> str | None:
        """The member that convenes the conference now: once it has left, none does."""
        named = self.convenors[-1] if self.convenors else None
        if named is None or any(
            each.entry > named.entry and each.member == named.value and not each.holds for each in self.memberships
        ):
            return None
        return named.value

    def about(self, number: int) -> str | None:
        """Returns the member or the item that a log entry names."""
        named = {each.entry: each.value for each in self.convenors} | {each.entry: each.item for each in self.checklist}
        return ({each.entry: each.member for each in self.memberships} | named).get(number)

    def items_apart(self, item: str | None) -> frozenset[int]:
        """Returns the log entries with which the other items were met: they do not wait for this one."""
        return frozenset(each.entry for each in self.checklist if each.met and each.item != item)

    def entries_about(self, member: str) -> frozenset[int]:
        """The log entries that say something of this member."""
        joined = {each.entry for each in self.memberships if each.member == member}
        return frozenset(joined | {each.entry for each in self.convenors if each.value == member})

    def facts(self) -> OrganizationFacts:
        """What goes into the event."""
        return OrganizationFacts(
            level=self.level,
            names=tuple(DatedName(day_of(self.log, each.entry), each.value) for each in self.names),
            codes=tuple(DatedCode(day_of(self.log, each.entry), each.value) for each in self.codes),
            parents=tuple(DatedParent(day_of(self.log, each.entry), each.value or None) for each in self.parents),
            roster=self._flags(self.roster),
            body=self._flags(self.body),
            checklist=self._items(),
            standardised=tuple(DatedFlag(self._day_standardised(each), each.holds) for each in self.standardised),
            merged_into=self.merged_into,
            memberships=self._memberships(),
            convenors=tuple(DatedMember(day_of(self.log, each.entry), each.value) for each in self.convenors),
        )

    def _memberships(self) -> tuple[Membership, ...]:
        """By day: one member may be recorded for a day before that of another one, recorded earlier."""
        dated = (Membership(day_of(self.log, each.entry), each.member, each.holds) for each in self.memberships)
        return tuple(sorted(dated, key=lambda membership: membership[:2]))

    def _items(self) -> tuple[DatedItem, ...]:
        """By day: an item may be recorded for a day before that of another one, recorded earlier."""
        dated = (DatedItem(day_of(self.log, each.entry), each.item, each.met) for each in self.checklist)
        return tuple(sorted(dated, key=lambda item: item[:2]))

    def _day_standardised(self, flag: Flagged) -> date:
        """Returns the day of the item that was met last, whatever was recorded last."""
        if not flag.holds:
            return day_of(self.log, flag.entry)
        newest = {each.item: each for each in self.checklist if each.entry <= flag.entry}
        return max(day_of(self.log, each.entry) for each in newest.values() if each.met)

    def _flags(self, flags: tuple[Flagged, ...]) -> tuple[DatedFlag, ...]:
        return tuple(DatedFlag(day_of(self.log, each.entry), each.holds) for each in flags)
