"""The state of the record of an organization, which its keeper changes."""

from datetime import date

from msgspec import Struct

from shared.contracts.dated import (
    DatedCode,
    DatedFlag,
    DatedItem,
    DatedMember,
    DatedName,
    DatedParent,
    Membership,
)
from shared.contracts.dated_bodies import DatedDirector, DatedStaffing
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import DirectorRole, Level
from shared.domain.flags import all_hold, changes
from shared.domain.log import Log, day_of


class Named(Struct, frozen=True, kw_only=True):
    """A name, code, parent (empty: none) or convenor. `entry`: the number of the log entry that set it."""

    entry: int
    value: str


class Flagged(Struct, frozen=True, kw_only=True):
    """Whether the organization has a property. `entry`: the number of the log entry that set it."""

    entry: int
    holds: bool


class ChecklistItem(Struct, frozen=True, kw_only=True):
    """Whether an item of the checklist is met. `entry`: the number of the log entry that set it."""

    entry: int
    item: str
    met: bool


class Directed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the director of the body holds the office; None: there is none. `entry`: the number of the log entry that set it."""

    entry: int
    role: DirectorRole | None = None


class Staffed(Struct, frozen=True, kw_only=True):
    """The numbers of members and special-invited members of the body. `entry`: the number of the log entry that set them."""

    entry: int
    members: int
    special_invited: int


class Joined(Struct, frozen=True, kw_only=True):
    """Whether `member` belongs to the conference. `entry`: the number of the log entry that set it."""

    entry: int
    member: str
    holds: bool


class Organization(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An organization. Its key never changes: it is the code with which it was first entered.

    `memberships`: the invitations of a conference; `consents`: of its members, copied from their own records.
    """

    level: Level
    log: Log
    names: tuple[Named, ...] = ()
    codes: tuple[Named, ...] = ()
    parents: tuple[Named, ...] = ()
    roster: tuple[Flagged, ...] = ()
    body: tuple[Flagged, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    standardised: tuple[Flagged, ...] = ()
    directors: tuple[Directed, ...] = ()
    staffing: tuple[Staffed, ...] = ()
    merged_into: str | None = None
    memberships: tuple[Joined, ...] = ()
    consents: dict[str, tuple[DatedFlag, ...]] = {}
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
        """Returns the status that users see: `off_roster`, `on_roster` or `established`."""
        if not self.on_roster:
            return "off_roster"
        return "established" if self.established else "on_roster"

    def items_met(self) -> frozenset[str]:
        """Returns the items of the checklist that are met now."""
        newest = {item.item: item.met for item in self.checklist}
        return frozenset(item for item, met in newest.items() if met)

    def members(self) -> frozenset[str]:
        """Returns the organizations that the conference has invited and not released, whether they have consented or not."""
        newest = {joined.member: joined.holds for joined in self.memberships}
        return frozenset(member for member, holds in newest.items() if holds)

    def consenting_members(self) -> frozenset[str]:
        """Returns the members that have consented and not withdrawn their consent."""
        return frozenset(each for each in self.members() if (of := self.consents.get(each)) and of[-1].holds)

    @property
    def convenor(self) -> str | None:
        """Returns the current convenor of the conference; None where there is none, or it has left the conference."""
        named = self.convenors[-1] if self.convenors else None
        if (
            named is None
            or named.value not in self.consenting_members()
            or any(
                each.entry > named.entry and each.member == named.value and not each.holds for each in self.memberships
            )
        ):
            return None
        return named.value

    def about(self, number: int) -> str | None:
        """Returns the member or the item that a log entry names, or None."""
        named = {each.entry: each.value for each in self.convenors} | {each.entry: each.item for each in self.checklist}
        return ({each.entry: each.member for each in self.memberships} | named).get(number)

    def items_apart(self, item: str | None) -> frozenset[int]:
        """Returns the numbers of the log entries with which the other items were met, whose days are independent of this item."""
        return frozenset(each.entry for each in self.checklist if each.met and each.item != item)

    def entries_about(self, member: str) -> frozenset[int]:
        """Returns the numbers of the log entries that name this member."""
        joined = {each.entry for each in self.memberships if each.member == member}
        return frozenset(joined | {each.entry for each in self.convenors if each.value == member})

    def facts(self) -> OrganizationFacts:
        """Returns the facts for the event."""
        return OrganizationFacts(
            level=self.level,
            names=tuple(DatedName(day_of(self.log, each.entry), each.value) for each in self.names),
            codes=tuple(DatedCode(day_of(self.log, each.entry), each.value) for each in self.codes),
            parents=tuple(DatedParent(day_of(self.log, each.entry), each.value or None) for each in self.parents),
            roster=self._flags(self.roster),
            body=self._flags(self.body),
            checklist=self._items(),
            standardised=tuple(DatedFlag(self._day_standardised(each), each.holds) for each in self.standardised),
            directors=tuple(DatedDirector(day_of(self.log, each.entry), each.role) for each in self.directors),
            staffing=tuple(
                DatedStaffing(day_of(self.log, each.entry), each.members, each.special_invited)
                for each in self.staffing
            ),
            merged_into=self.merged_into,
            admissions=self._admissions(),
            memberships=self._memberships(),
            convenors=tuple(DatedMember(day_of(self.log, each.entry), each.value) for each in self.convenors),
        )

    def _memberships(self) -> tuple[Membership, ...]:
        """Returns the memberships by day: an organization is a member while it is admitted and consents."""
        admitted: dict[str, list[tuple[date, bool]]] = {}
        for day, member, holds in self._admissions():
            admitted.setdefault(member, []).append((day, holds))
        found = [
            Membership(day, member, holds)
            for member, dated in admitted.items()
            for day, holds in changes(all_hold(dated, self.consents.get(member, ())))
        ]
        return tuple(sorted(found))

    def _admissions(self) -> tuple[Membership, ...]:
        """Returns the invitations by day; one may be recorded for an earlier day than another that was recorded before it."""
        dated = (Membership(day_of(self.log, each.entry), each.member, each.holds) for each in self.memberships)
        return tuple(sorted(dated, key=lambda membership: membership[:2]))

    def _items(self) -> tuple[DatedItem, ...]:
        """Returns the items by day; one may be recorded for an earlier day than another that was recorded before it."""
        dated = (DatedItem(day_of(self.log, each.entry), each.item, each.met) for each in self.checklist)
        return tuple(sorted(dated, key=lambda item: item[:2]))

    def _day_standardised(self, flag: Flagged) -> date:
        """Returns the latest day of the items that are met, whichever was recorded last."""
        if not flag.holds:
            return day_of(self.log, flag.entry)
        newest = {each.item: each for each in self.checklist if each.entry <= flag.entry}
        return max(day_of(self.log, each.entry) for each in newest.values() if each.met)

    def _flags(self, flags: tuple[Flagged, ...]) -> tuple[DatedFlag, ...]:
        return tuple(DatedFlag(day_of(self.log, each.entry), each.holds) for each in flags)
