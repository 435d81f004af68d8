"""A report out of report pages: the steps of a year up to a day, summed, then made figures. Pure; the pages come from anywhere."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from shared.contracts.pages import ReportPage, month_of
from shared.measures.catalogue import MEASURES
from shared.measures.figures import Figure, figure
from shared.measures.measure import Measure
from shared.measures.organizations import YEAR as STANDING

Scope = Literal["own", "subtree"]


def totals(
    pages: Iterable[ReportPage], *, as_of: date, year: int | None = None, scope: Scope = "subtree"
) -> dict[str, int]:
    """Counter -> its sum on a day. With a year: the matters of that year, and what belongs to none (bodies, rosters).

    `pages` are those of one organization, the newest of each key.
    """
    last = month_of(as_of)
    sums: dict[str, int] = {}
    for page in pages:
        if page.month > last or (year is not None and page.year not in (year, STANDING)):
            continue
        for counter, steps in (page.own if scope == "own" else page.subtree).items():
            amount = sum(steps.values()) if page.month < last else sum(n for day, n in steps.items() if day <= as_of)
            sums[counter] = sums.get(counter, 0) + amount
    return sums


def assemble(
    pages: Sequence[ReportPage],
    *,
    as_of: date,
    year: int | None = None,
    scope: Scope = "subtree",
    decimals: int = 2,
) -> list[Figure]:
    """Every figure of one organization on a day; periodic ones of a past year on its last day."""
    sums = totals(pages, as_of=as_of, year=year, scope=scope)
    ended = date(year, 12, 31) if year is not None else as_of
    periodic = sums if ended >= as_of else totals(pages, as_of=ended, year=year, scope=scope)
    return [_figure(measure, periodic if measure.periodic else sums, decimals) for measure in MEASURES]


def _figure(measure: Measure, sums: dict[str, int], decimals: int) -> Figure:
    return figure(measure, lambda counter: sums.get(counter, 0), counters=sums, decimals=decimals)
