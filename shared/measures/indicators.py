"""Indicators: what holds of an organization because of many steps together, not of one matter."""

from collections.abc import Iterable, Mapping
from datetime import date

from shared.contracts.dated import DatedFlag
from shared.measures.organizations import all_hold
from shared.measures.steps import Step, changes

_PERIODS = (
    ("/q1", 1, 4),
    ("/q2", 4, 7),
    ("/q3", 7, 10),
    ("/q4", 10, 13),
    ("/h1", 1, 7),
    ("/h2", 7, 13),
    ("/year", 1, 13),
)
"""Suffix, first month, and the month after: the calendar's quarters, halves and year."""

_MONTHS = 12


def covered(
    *, townships: Mapping[date, int], bodies: Mapping[date, int], roster: Iterable[DatedFlag]
) -> list[tuple[date, int]]:
    """When a county counts as covered, as its own steps (day, ±1) of `counties_covered`, year 0.

    `townships` and `bodies` are the steps of these counters of year 0 in the county's subtree, by day. A county is covered on the days
    on which it is on the roster, has a township, and every one of its townships has a body.
    """
    complete: list[tuple[date, bool]] = []
    all_townships = all_bodies = 0
    for day in sorted({*townships, *bodies}):
        all_townships += townships.get(day, 0)
        all_bodies += bodies.get(day, 0)
        complete.append((day, 0 < all_townships <= all_bodies))
    return changes(all_hold(roster, complete))


def periods(days: Iterable[date]) -> list[Step]:
    """Steps (suffix, year, day, amount) of "active in this period" for something done on these days.

    Plus on the first of the days in a period, minus on the first day of the next one; the year is the period's, also of the minus on
    1 January. A report of that year reads it on 31 December at the latest.
    """
    first: dict[tuple[str, int], tuple[date, int]] = {}
    for day in sorted(days):
        for suffix, begin, end in _PERIODS:
            if begin <= day.month < end:
                first.setdefault((suffix, day.year), (day, end))
    steps: list[Step] = []
    for (suffix, year), (day, end) in first.items():
        steps.append((suffix, year, day, 1))
        if end <= _MONTHS:
            steps.append((suffix, year, date(year, end, 1), -1))
        elif year < date.max.year:
            steps.append((suffix, year, date(year + 1, 1, 1), -1))
    return steps
