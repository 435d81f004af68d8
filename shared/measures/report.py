"""A report from report pages: sums of the steps of a year up to a day, and figures of these sums. Pure functions of the pages."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from shared.contracts.pages import MOVED, ReportPage, month_of
from shared.contracts.periods import PERIODS, Period
from shared.measures.catalogue import MEASURES, measures_of
from shared.measures.figures import Figure, figure
from shared.measures.measure import Measure, counters_of
from shared.measures.organizations import YEAR as STANDING

Scope = Literal["own", "subtree"]


def totals(
    pages: Iterable[ReportPage], *, as_of: date, year: int | None = None, scope: Scope = "subtree"
) -> dict[str, int]:
    """Returns counter -> its sum on a day. With a year: of the matters of that year, and of year 0 (bodies, rosters).

    `pages` are those of one organization, the newest of each key. The counters of moves in the tree (`…/moved`) are left out.
    """
    last = month_of(as_of)
    own = scope == "own"
    sums: dict[str, int] = {}
    known = sums.get
    for page in pages:
        if page.month > last or (year is not None and page.year not in (year, STANDING)):
            continue
        whole = page.month < last
        month = (page.own_month if own else page.subtree_month) if whole else _part(page, as_of, own=own)
        for counter, amount in month.items():
            sums[counter] = known(counter, 0) + amount
    return sums


def moved(pages: Iterable[ReportPage], *, as_of: date, year: int | None = None) -> dict[str, int]:
    """Returns counter -> how much of its sum on a day came (or, if negative, went) by moves in the tree; without zeros."""
    last = month_of(as_of)
    sums: dict[str, int] = {}
    for page in pages:
        if page.month > last or not page.moved_month or (year is not None and page.year not in (year, STANDING)):
            continue
        for counter, amount in (page.moved_month if page.month < last else _moved_part(page, as_of)).items():
            sums[counter] = sums.get(counter, 0) + amount
    return {counter: amount for counter, amount in sums.items() if amount}


def _moved_part(page: ReportPage, as_of: date) -> dict[str, int]:
    """Returns counter -> the sum of the moves in a page up to a day of its month."""
    return {
        counter: sum(amount for day, amount in page.subtree[counter + MOVED].items() if day <= as_of)
        for counter in page.moved_month
    }


def _part(page: ReportPage, as_of: date, *, own: bool) -> dict[str, int]:
    """Returns counter -> the sum of the steps in a page up to a day of its month."""
    return {
        counter: sum(amount for day, amount in days.items() if day <= as_of)
        for counter, days in (page.own if own else page.subtree).items()
        if not counter.endswith(MOVED)
    }


def assemble(
    pages: Sequence[ReportPage],
    *,
    as_of: date,
    year: int | None = None,
    scope: Scope = "subtree",
    decimals: int = 2,
) -> list[Figure]:
    """Returns all figures of one organization on a day; those of a period that has ended, on its last day.

    With all years together (`year` None) there are no quarters and halves, only the year of `as_of`.
    """
    own = scope == "own"
    moving = [] if own else [page for page in pages if page.moved_month]
    now = CounterTotals(totals(pages, as_of=as_of, year=year, scope=scope), moved(moving, as_of=as_of, year=year))
    ended = {} if year is None else _ended(pages, moving, as_of=as_of, year=year, own=own)
    return [
        _figure(measure, ended.get(measure.period, now) if measure.period else now, decimals)
        for measure in measures_of(year)
    ]


class CounterTotals(NamedTuple):
    """Counter -> its sum on a day, and how much of it came by moves in the tree."""

    totals: dict[str, int]
    moved: dict[str, int]


def _ended(
    pages: Sequence[ReportPage], moving: Sequence[ReportPage], *, as_of: date, year: int, own: bool
) -> dict[Period, CounterTotals]:
    """Returns ended period of the year -> the sums of its counters on its last day. `moving`: the pages with movements."""
    found: dict[Period, CounterTotals] = {}
    for period, counters in _COUNTERS.items():
        last = period.last(year)
        if last < as_of:
            moves = moved(moving, as_of=last, year=year)
            found[period] = CounterTotals(_few(pages, counters, as_of=last, year=year, own=own), moves)
    return found


def _few(
    pages: Sequence[ReportPage], counters: Collection[str], *, as_of: date, year: int, own: bool
) -> dict[str, int]:
    """Returns the same as `totals`, for some counters and the last day of a month."""
    sums = dict.fromkeys(counters, 0)
    last = month_of(as_of)
    for page in pages:
        if page.month <= last and page.year in (year, STANDING):
            month = page.own_month if own else page.subtree_month
            for counter in counters:
                if counter in month:
                    sums[counter] += month[counter]
    return sums


_COUNTERS = {
    period: tuple({name for measure in MEASURES if measure.period is period for name in counters_of(measure)})
    for period in PERIODS
}
"""Period -> the counters that are read on its last day, which is the last day of a month."""


def _figure(measure: Measure, sums: CounterTotals, decimals: int) -> Figure:
    return figure(
        measure,
        lambda counter: sums.totals.get(counter, 0),
        moved=lambda counter: sums.moved.get(counter, 0),
        counters=sums.totals,
        decimals=decimals,
    )
