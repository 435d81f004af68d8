"""Indicators: what holds of an organization because of many steps together, not of one matter."""

from collections.abc import Iterable, Mapping
from datetime import date

from shared.contracts.dated import DatedFlag
from shared.contracts.vocabulary import ActivityClass
from shared.measures.organizations import all_hold
from shared.measures.periods import PERIODS, Period
from shared.measures.steps import Step, changes

ACTIVE = "active_townships"
_BY_CLASS = {activity: f"{ACTIVE}/class={activity}" for activity in ActivityClass}


def indicators_of(activity: ActivityClass) -> tuple[str, str]:
    """What a township is active in by an activity of this class: in anything, and in this class."""
    return ACTIVE, _BY_CLASS[activity]


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
    first: dict[tuple[Period, int], date] = {}
    for day in sorted(days):
        for period in PERIODS:
            if period.begin <= day.month < period.end:
                first.setdefault((period, day.year), day)
    steps: list[Step] = []
    for (period, year), day in first.items():
        suffix = f"/{period.name}"
        steps.append((suffix, year, day, 1))
        after = period.after(year)
        if after is not None:
            steps.append((suffix, year, after, -1))
    return steps
