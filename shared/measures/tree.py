"""The dated tree and the conferences: under which organizations the steps of an organization count, and on which days (decision 0021).

An organization counts under T on the days on which it or one of its ancestors of that day is T, or is a member of T. A member below
another member is therefore counted only once on each day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from shared.contracts.dated import DatedParent, Membership
from shared.contracts.pages import PlaceRow
from shared.contracts.vocabulary import Level

Intervals = tuple[tuple[date, date], ...]
"""Disjoint half-open intervals [J, L) of days, in order, none adjacent to the next. `date.min` and `date.max`: without bound."""


class TreePosition(Struct, frozen=True, kw_only=True, gc=False):
    """The tree position of an organization. `memberships`: of a conference, the organizations that it admitted and released."""

    organization: str
    level: Level
    parents: tuple[DatedParent, ...] = ()
    memberships: tuple[Membership, ...] = ()

    @classmethod
    def of(cls, row: PlaceRow) -> "TreePosition":
        """Returns the tree position in a place row."""
        return cls(organization=row.organization, level=row.level, parents=row.parents, memberships=row.memberships)


class DatedTree:
    """The tree of the positions known so far. Intervals are cached until a position on their path changes."""

    def __init__(self, places: Iterable[TreePosition] = ()) -> None:
        self._places: dict[str, TreePosition] = {}
        self._children: dict[str, set[str]] = {}
        self._belongs: dict[str, dict[str, Intervals]] = {}
        self._known: dict[str, dict[str, Intervals]] = {}
        for place in places:
            self.put(place)

    def place(self, organization: str) -> TreePosition | None:
        """Returns the newest tree position of an organization; None for an unknown one."""
        return self._places.get(organization)

    def put(self, place: TreePosition) -> set[str]:
        """Stores a tree position; returns those whose intervals may have changed, by the old or the new one; empty if unchanged."""
        key = place.organization
        old = self._places.get(key)
        if old == place:
            return set()
        touched = self.affected(key)
        if old is not None:
            self._unlink(old)
        self._places[key] = place
        for _, parent in place.parents:
            if parent is not None:
                self._children.setdefault(parent, set()).add(key)
        for member, days in _memberships(place).items():
            self._belongs.setdefault(member, {})[key] = days
        touched |= self.affected(key)
        for organization in touched:
            self._known.pop(organization, None)
        return touched

    def _unlink(self, place: TreePosition) -> None:
        for _, parent in place.parents:
            if parent is not None:
                self._children[parent].discard(place.organization)
        for _, member, _ in place.memberships:
            self._belongs[member].pop(place.organization, None)

    def affected(self, organization: str) -> set[str]:
        """Returns those whose intervals depend on this position: itself, its members, and all that were ever below one of these."""
        place = self._places.get(organization)
        waiting = [organization, *(member for _, member, _ in place.memberships)] if place else [organization]
        found: set[str] = set()
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(self._children.get(key, ()))
        return found

    def intervals(self, organization: str) -> Mapping[str, Intervals]:
        """Returns organization or conference -> the days on which the steps count under it; always under the organization itself."""
        known = self._known.get(organization)
        if known is None:
            known = self._known[organization] = self._find(organization)
        return known

    def _find(self, organization: str) -> dict[str, Intervals]:
        """Returns the intervals, by following all paths upwards, each with the days on which it exists.

        A path ends where it reaches one of its own organizations again (a cycle in the data).
        """
        found: dict[str, list[tuple[date, date]]] = {}
        paths: list[tuple[str, date, date, tuple[str, ...]]] = [(organization, date.min, date.max, ())]
        while paths:
            key, begin, end, below = paths.pop()
            found.setdefault(key, []).append((begin, end))
            for conference, days in self._belongs.get(key, {}).items():
                pieces = ((max(begin, joined), min(end, left)) for joined, left in days)
                found.setdefault(conference, []).extend(piece for piece in pieces if piece[0] < piece[1])
            path = (*below, key)
            for since, until, parent in self._parents(key):
                if parent not in path and max(begin, since) < min(end, until):
                    paths.append((parent, max(begin, since), min(end, until), path))
        return {key: united for key, pieces in found.items() if (united := unite(pieces))}

    def _parents(self, organization: str) -> Iterator[tuple[date, date, str]]:
        place = self._places.get(organization)
        if place is None:
            return
        until = (*(day for day, _ in place.parents[1:]), date.max)
        for (since, parent), end in zip(place.parents, until, strict=False):
            if parent is not None:
                yield since, end, parent


def _memberships(conference: TreePosition) -> dict[str, Intervals]:
    """Returns member -> the days on which it belongs to the conference."""
    changes: dict[str, list[tuple[date, bool]]] = {}
    for day, member, holds in conference.memberships:
        changes.setdefault(member, []).append((day, holds))
    members: dict[str, Intervals] = {}
    for member, dated in changes.items():
        ends = (*(day for day, _ in dated[1:]), date.max)
        members[member] = unite(
            (day, end) for (day, holds), end in zip(dated, ends, strict=True) if holds and day < end
        )
    return members


def unite(pieces: Iterable[tuple[date, date]]) -> Intervals:
    """Returns the union of half-open intervals, disjoint and in order."""
    united: list[tuple[date, date]] = []
    for begin, end in sorted(pieces):
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((begin, end))
    return tuple(united)


def book(intervals: Intervals, day: date, amount: int) -> Iterator[tuple[date, int, bool]]:
    """Yields a step as it counts under T: (day, amount, moved).

    `moved` marks amounts that come from the tree and not from the step: the sum of all is the figure; the sum of the moved ones is
    subtracted where a change between two days is shown.
    """
    for joined, left in intervals:
        counted = max(day, joined)
        if left == date.max:
            yield counted, amount, day < joined
        elif counted < left:
            yield counted, amount, day < joined
            yield left, -amount, True
