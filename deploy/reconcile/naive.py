"""The figures counted again, naively: each day by itself, over the tree as it stood on that day.

Shares with the aggregation what is true (facts, contributions) and nothing of how it sums: no pages, no intervals, no increments over a
move. On a day on which the tree changes, every total is added up from nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from shared.contracts.facts import Facts, OrganizationFacts
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import Level
from shared.measures.contributions import contributions

MOVED = "/moved"
COVERED = "counties_covered"


class Figure(NamedTuple):
    """What is compared: a counter of a year, of an organization alone or with all below it."""

    organization: str
    scope: str
    year: int
    counter: str


Values = list[tuple[date, int]]
"""The days on which a figure changes, and its value from then on."""

Figures = dict[Figure, Values]


class Step(NamedTuple):
    day: date
    organization: str
    year: int
    counter: str
    amount: int


def recompute(matters: Iterable[tuple[str, Facts]]) -> Figures:
    """Every figure of every organization, from the facts of all matters (`subject`, facts)."""
    places: dict[str, OrganizationFacts] = {}
    steps: list[Step] = []
    for subject, facts in matters:
        organization = organization_of(subject)
        steps += [Step(day, organization, year, counter, n) for counter, year, day, n in contributions(facts)]
        if isinstance(facts, OrganizationFacts):
            places[subject] = facts
    below = _walk(steps, places)
    return _walk([*steps, *_covered(below, places)], places)


def _walk(steps: list[Step], places: Mapping[str, OrganizationFacts]) -> Figures:
    """Day after day."""
    by_day: dict[date, list[Step]] = defaultdict(list)
    for step in steps:
        by_day[step.day].append(step)
    tree_days = {day for facts in places.values() for day, _ in facts.parents}
    walk = _Walk(places, {step.organization for step in steps})
    for day in sorted({*by_day, *tree_days}):
        walk.go(day, by_day.get(day, []), tree_changes=day in tree_days)
    return walk.figures


class _Walk:
    """Totals as of one day; `figures` is what has been seen on the way."""

    def __init__(self, places: Mapping[str, OrganizationFacts], organizations: set[str]) -> None:
        self.figures: Figures = defaultdict(list)
        self._places = places
        self._organizations = organizations
        self._own: dict[Figure, int] = defaultdict(int)
        self._happened: dict[Figure, int] = defaultdict(
            int
        )  # by steps of the day below; the rest of a total moved in or out
        self._totals: dict[Figure, int] = defaultdict(int)
        self._above: dict[str, list[str]] = {}

    def go(self, day: date, steps: list[Step], *, tree_changes: bool) -> None:
        if tree_changes or not self._above:
            self._above = {key: list(_above(key, day, self._places)) for key in self._organizations}
        changed: set[Figure] = set()
        for step in steps:
            changed |= self._add(step)
        if tree_changes:
            changed |= self._add_up()
        for figure in changed:
            self._note(day, figure)

    def _add(self, step: Step) -> set[Figure]:
        own = Figure(step.organization, "own", step.year, step.counter)
        self._own[own] += step.amount
        changed = {own}
        for key in self._above[step.organization]:
            total = Figure(key, "subtree", step.year, step.counter)
            self._happened[total] += step.amount
            self._totals[total] += step.amount
            changed.add(total)
        return changed

    def _add_up(self) -> set[Figure]:
        """Every total from nothing, over the tree of this day."""
        before, self._totals = self._totals, defaultdict(int)
        for own, amount in self._own.items():
            for key in self._above[own.organization]:
                self._totals[own._replace(organization=key, scope="subtree")] += amount
        return {figure for figure in before.keys() | self._totals.keys() if before[figure] != self._totals[figure]}

    def _note(self, day: date, figure: Figure) -> None:
        if figure.scope == "own":
            _append(self.figures[figure], day, self._own[figure])
            return
        total = self._totals[figure]
        _append(self.figures[figure], day, total)
        moved = figure._replace(counter=figure.counter + MOVED)
        _append(self.figures[moved], day, total - self._happened[figure])


def _append(values: Values, day: date, value: int) -> None:
    """Only changes are kept."""
    if value != (values[-1][1] if values else 0):
        values.append((day, value))


def _above(key: str, day: date, places: Mapping[str, OrganizationFacts]) -> Iterator[str]:
    """The organization and those above it on this day."""
    seen: set[str] = set()
    above: str | None = key
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        place = places.get(above)
        above = next((parent for since, parent in reversed(place.parents) if since <= day), None) if place else None


def _covered(figures: Figures, places: Mapping[str, OrganizationFacts]) -> Iterator[Step]:
    """A county is covered on the days on which it is on the roster, has a township, and each of its townships has a body."""
    for key, facts in places.items():
        if facts.level != Level.COUNTY:
            continue
        townships, bodies = (
            figures.get(Figure(key, "subtree", 0, name), []) for name in ("townships", "township_bodies")
        )
        was = False
        for day in sorted({day for day, _ in (*townships, *bodies)} | {day for day, _ in facts.roster}):
            listed = next((holds for since, holds in reversed(facts.roster) if since <= day), False)
            holds = listed and 0 < value_on(townships, day) <= value_on(bodies, day)
            if holds != was:
                yield Step(day, key, 0, COVERED, 1 if holds else -1)
            was = holds


def value_on(values: Values, day: date) -> int:
    """The value of a figure on a day."""
    return next((value for since, value in reversed(values) if since <= day), 0)


def reach(hosts: frozenset[Level], places: Mapping[str, OrganizationFacts]) -> set[str]:
    """The organizations that a service reports on: those of the levels it hosts, and all that were ever below one of them."""
    found: set[str] = set()
    for key, facts in places.items():
        days = {day for day, _ in facts.parents} | {date.max}
        lines = {above for day in days for above in _above(key, day, places)} | {key}
        if any(place.level in hosts for above in lines if (place := places.get(above))):
            found.add(key)
    return found
