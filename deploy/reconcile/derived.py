"""Figures that many matters, or a whole subtree, make together, counted again naively."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from shared.contracts.facts import ConsultationFacts, Facts, OrganizationFacts
from shared.contracts.subjects import organization_of
from shared.contracts.vocabulary import ActivityClass, ConsultationState, Level

COVERED = "counties_covered"
_ACTIVE = "active_townships"


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


def value_on(values: Values, day: date) -> int:
    """The value of a figure on a day."""
    return next((value for since, value in reversed(values) if since <= day), 0)


def covered(figures: Figures, places: Mapping[str, OrganizationFacts]) -> Iterator[Step]:
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


def active(matters: Iterable[tuple[str, Facts]]) -> Iterator[Step]:
    """An organization of a township is active in a quarter, half or year from its first activity in it until it ends."""
    held: dict[tuple[str, ActivityClass | None], set[date]] = defaultdict(set)
    for subject, facts in matters:
        if isinstance(facts, ConsultationFacts) and facts.level == Level.TOWNSHIP:
            for day in _held(facts):
                held[organization_of(subject), None].add(day)
                held[organization_of(subject), facts.activity].add(day)
    for (organization, activity), days in held.items():
        counter = _ACTIVE if activity is None else f"{_ACTIVE}/class={activity}"
        for year in {day.year for day in days}:
            for name, begin, end in _stretches(year):
                within = [day for day in days if begin <= day < end]
                if within:
                    yield Step(min(within), organization, year, f"{counter}/{name}", 1)
                    yield Step(end, organization, year, f"{counter}/{name}", -1)


def _held(facts: ConsultationFacts) -> list[date]:
    states = [state for _, state in facts.steps]
    if ConsultationState.CANCELLED in states or ConsultationState.HELD not in states:
        return []
    return [facts.steps[states.index(ConsultationState.HELD)].day]


def _stretches(year: int) -> Iterator[tuple[str, date, date]]:
    """The quarters, halves and the whole of a year: name, first day, and the day after the last."""
    begins = [date(year, 1, 1), date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1)]
    for number in range(4):
        yield f"q{number + 1}", begins[number], begins[number + 1]
    yield from (("h1", begins[0], begins[2]), ("h2", begins[2], begins[4]), ("year", begins[0], begins[4]))
