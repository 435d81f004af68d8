"""The organizations above an organization on a day, computed from the facts of organizations without any index of intervals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level


class Ancestry:
    """The facts of all organizations, and for each organization the conferences that it was ever a member of."""

    def __init__(self, places: Mapping[str, OrganizationFacts]) -> None:
        self.places = places
        self._conferences: dict[str, list[str]] = defaultdict(list)
        for key, facts in places.items():
            for member in {member for _, member, _ in facts.memberships}:
                self._conferences[member].append(key)

    def days(self, keys: Iterable[str] | None = None) -> set[date]:
        """Returns the days on which the position of one of these organizations (default: any) changes."""
        chosen = self.places.values() if keys is None else [self.places[key] for key in keys if key in self.places]
        return {day for facts in chosen for day in _days(facts)}

    def above(self, key: str, day: date) -> set[str]:
        """Returns the organization, those above it on this day, and the conferences that one of these is a member of."""
        found: set[str] = set()
        for above in self._path(key, day):
            found.add(above)
            found.update(each for each in self._conferences.get(above, ()) if self._is_member(above, each, day))
        return found

    def _path(self, key: str, day: date) -> Iterator[str]:
        seen: set[str] = set()
        above: str | None = key
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            place = self.places.get(above)
            above = next((parent for since, parent in reversed(place.parents) if since <= day), None) if place else None

    def _is_member(self, organization: str, conference: str, day: date) -> bool:
        changes = reversed(self.places[conference].memberships)
        return next((holds for since, member, holds in changes if member == organization and since <= day), False)

    def ever_above(self, key: str) -> set[str]:
        """Returns all organizations that were above it on some day."""
        lineage = {key}
        queue = [key]
        while queue:
            one = queue.pop()
            place = self.places.get(one)
            found = {parent for _, parent in place.parents if parent is not None} if place else set()
            found |= set(self._conferences.get(one, ()))
            queue.extend(found - lineage)
            lineage |= found
        return set().union(*(self.above(key, day) for day in self.days(lineage) | {date.max}))


def _days(facts: OrganizationFacts) -> Iterator[date]:
    yield from (day for day, _ in facts.parents)
    yield from (day for day, _, _ in facts.memberships)


def reach(hosts: frozenset[Level], places: Mapping[str, OrganizationFacts]) -> set[str]:
    """Returns the organizations that a service reports on: those of its levels, and all that were ever below one of them."""
    ancestry = Ancestry(places)
    return {
        key
        for key in places
        if any(place.level in hosts for above in ancestry.ever_above(key) if (place := places.get(above)))
    }
