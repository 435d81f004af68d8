"""Indicators: counters of an organization that depend on many steps, not on one matter. Derived by the rollup (decision 0022)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from shared.contracts.consultation_vocabulary import ActivityClass
from shared.contracts.dated import DatedFlag
from shared.contracts.periods import PERIODS, Period
from shared.domain.flags import all_hold
from shared.measures.consultations import HELD
from shared.measures.optional import ANY_YEAR, LEFT_OUT
from shared.measures.organizations import YEAR as STANDING
from shared.measures.steps import Step, changes

ACTIVE = "active_townships"
APPRAISED = "townships_appraised"
TOWNSHIPS = "townships"
BODIES = "township_bodies"
STATIONS = "platform_stations"
WITH_STATION = "townships_with_station"
SOURCES = frozenset(
    {TOWNSHIPS, BODIES, STATIONS, *HELD.values(), *(counter for sources in LEFT_OUT.values() for counter in sources)}
)
"""The counters whose own steps `derived_steps` needs."""

_DERIVED = frozenset({ACTIVE, APPRAISED, WITH_STATION})

Amounts = Mapping[date, int]
"""The steps of one counter: day -> amount."""

Span = tuple[date, date | None]
"""The days [from, until); None: without end."""


def active_in(activity: ActivityClass) -> str:
    """Returns the name of the indicator of townships that are active in this class."""
    return f"{ACTIVE}/class={activity}"


def is_derived(counter: str) -> bool:
    """Returns whether this is the counter of an indicator that `derived_steps` yields."""
    return counter.split("/", 1)[0] in _DERIVED or counter.removesuffix(ANY_YEAR) in LEFT_OUT


def covered(
    *, townships: Mapping[date, int], bodies: Mapping[date, int], roster: Iterable[DatedFlag]
) -> list[tuple[date, int]]:
    """Returns the own steps (day, ±1) of `counties_covered` of a county, in year 0.

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


def derived_steps(own: Mapping[tuple[int, str], Amounts]) -> list[Step]:
    """Returns the steps of all indicators of one organization, from its own steps of `SOURCES` by year and counter."""
    together: dict[str, dict[date, int]] = {}
    for (_, counter), amounts in own.items():
        days = together.setdefault(counter, {})
        for day, amount in amounts.items():
            days[day] = days.get(day, 0) + amount
    steps = [*activity_steps(together), *_with_station(together)]
    for counter, (every, recorded) in LEFT_OUT.items():
        for year in {year for year, source in own if source == every}:
            steps += _left_out(counter, year, own[year, every], own.get((year, recorded), {}))
        steps += _left_out(counter + ANY_YEAR, STANDING, together.get(every, {}), together.get(recorded, {}))
    return steps


def _with_station(own: Mapping[str, Amounts]) -> Iterator[Step]:
    """Yields the steps of a township that has a station of its own, on the days on which it is on the roster."""
    both = all_hold(*(_is_positive(own.get(counter, {})) for counter in (TOWNSHIPS, STATIONS)))
    yield from ((WITH_STATION, STANDING, day, amount) for day, amount in changes(both))


def _is_positive(amounts: Amounts) -> Iterator[tuple[date, bool]]:
    """Yields whether the sum of these steps is positive, from each day with a step."""
    total = 0
    for day in sorted(amounts):
        total += amounts[day]
        yield day, total > 0


def _left_out(counter: str, year: int, every: Amounts, recorded: Amounts) -> Iterator[Step]:
    """Yields plus when an organization has more matters than those of which it records an optional measure, minus when it has no more."""
    differing = {day: every.get(day, 0) - recorded.get(day, 0) for day in {*every, *recorded}}
    for since, until in _spans(differing):
        yield counter, year, since, 1
        if until is not None:
            yield counter, year, until, -1


def activity_steps(own: Mapping[str, Amounts]) -> list[Step]:
    """Returns the steps of the activity indicators of one township, from its own steps of all years together.

    An indicator is a share of townships, so it counts only on days on which the township is in the denominator: for `active_townships`
    while it has an established body, for `townships_appraised` while it is on the roster.
    """
    held = {activity: own.get(counter, {}) for activity, counter in HELD.items()}
    every = {day for days in held.values() for day in days}
    bodies, listed = _spans(own.get(BODIES, {})), _spans(own.get(TOWNSHIPS, {}))
    steps = list(_within(ACTIVE, every, bodies))
    for activity, days in held.items():
        steps += _within(active_in(activity), days, bodies)
    steps += _within(APPRAISED, held[ActivityClass.APPRAISAL], listed)
    return steps


def _within(indicator: str, days: Collection[date], counted: list[Span]) -> Iterator[Step]:
    """Yields plus on the first day in a period on which an activity has been held and the township is counted, minus when either ends."""
    for period, year, first, end in periods(days):
        for since, until in counted:
            begin = max(first, since)
            over = min((day for day in (end, until) if day is not None), default=None)
            if over is None or begin < over:
                yield f"{indicator}/{period.name}", year, begin, 1
                if over is not None:
                    yield f"{indicator}/{period.name}", year, over, -1


def periods(days: Iterable[date]) -> Iterator[tuple[Period, int, date, date | None]]:
    """Yields each period that contains one of these days: period, year, the first such day, the first day after the period."""
    first: dict[tuple[Period, int], date] = {}
    for day in sorted(days):
        for period in PERIODS:
            if period.begin <= day.month < period.end:
                first.setdefault((period, day.year), day)
    for (period, year), day in first.items():
        yield period, year, day, period.after(year)


def _spans(amounts: Amounts) -> list[Span]:
    """Returns the spans of days on which the sum of these steps is positive."""
    spans: list[Span] = []
    total = 0
    for day in sorted(amounts):
        before, total = total, total + amounts[day]
        if before <= 0 < total:
            spans.append((day, None))
        elif total <= 0 < before:
            spans[-1] = spans[-1][0], day
    return spans
