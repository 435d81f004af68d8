"""The figures of a report by quarter: what each quarter of a year added, and the figure on the last day of the quarter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from shared.contracts.pages import ReportPage
from shared.contracts.periods import QUARTERS, Period
from shared.contracts.titled import Titled
from shared.measures.breakdown_figures import BreakdownPart, undivided_measure, with_residual
from shared.measures.catalogue import measures_of
from shared.measures.figures import Figure, figure
from shared.measures.measure import Measure
from shared.measures.rates import percent
from shared.measures.report import Scope, totals

OTHER_YEARS = "本年以外"
"""The title of the residual: what was counted before the year, or after it."""


class PeriodDivision(Titled):
    """The division of the figures of a year by its quarters."""

    QUARTER = "quarter", "季度"


@dataclass(frozen=True, kw_only=True)
class QuarterPart(BreakdownPart):
    """A quarter. `value`: what it added to the numerator; `total`, `denominator`, `rate`: of the figure on the last day of the quarter.

    The last day of a quarter that has not ended is the day of the report.
    """

    total: int | None


class _Quarter(NamedTuple):
    """A quarter that has begun: the sums on the day before it and on its last day."""

    period: Period
    before: Mapping[str, int]
    end: Mapping[str, int]


def by_quarter(
    pages: Sequence[ReportPage],
    *,
    as_of: date,
    year: int | None = None,
    scope: Scope = "subtree",
    decimals: int = 2,
) -> list[Figure]:
    """Returns the figures of one organization with a part for each quarter of the year that has begun. `year` None: of the year of `as_of`.

    Figures without any amount, of days and of periods are left out. The residual is what was counted before the year, or after it.
    """
    whole = totals(pages, as_of=as_of, year=year, scope=scope)
    quarters = tuple(_quarters(pages, as_of, year, scope))
    return [
        _divided(found, measure, quarters, decimals)
        for measure in map(undivided_measure, measures_of(year))
        if measure.buckets is None and measure.period is None
        for found in [_figure(measure, whole, decimals)]
        if found.numerator or found.denominator
    ]


def _quarters(pages: Sequence[ReportPage], as_of: date, year: int | None, scope: Scope) -> Iterator[_Quarter]:
    divided = year or as_of.year
    before = totals(pages, as_of=date(divided, 1, 1) - timedelta(days=1), year=year, scope=scope)
    for period in QUARTERS:
        if date(divided, period.begin, 1) > as_of:
            return
        end = totals(pages, as_of=min(period.last(divided), as_of), year=year, scope=scope)
        yield _Quarter(period, before, end)
        before = end


def _divided(whole: Figure, measure: Measure, quarters: Sequence[_Quarter], decimals: int) -> Figure:
    parts = tuple(_part(each, measure, whole.numerator or 0, decimals) for each in quarters)
    return with_residual(whole, parts, decimals=decimals, residual_title=OTHER_YEARS)


def _part(quarter: _Quarter, measure: Measure, numerator: int, decimals: int) -> QuarterPart:
    before, end = (_figure(measure, sums, decimals) for sums in (quarter.before, quarter.end))
    added = (end.numerator or 0) - (before.numerator or 0)
    return QuarterPart(
        part=f"{PeriodDivision.QUARTER}={quarter.period.name}",
        title=quarter.period.title_zh,
        value=added,
        percent=percent(added, numerator, decimals=decimals),
        total=end.numerator,
        denominator=end.denominator,
        rate=end.value if isinstance(end.value, Decimal) else None,
    )


def _figure(measure: Measure, sums: Mapping[str, int], decimals: int) -> Figure:
    return figure(measure, lambda counter: sums.get(counter, 0), decimals=decimals)
