"""The figures of a county by area group 片区: the sums of the reports of its townships, and of those of each group."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from shared.contracts.pages import ReportPage
from shared.contracts.titled import Titled
from shared.measures.breakdown_figures import DividedPart, undivided_measure, with_parts
from shared.measures.catalogue import measures_of
from shared.measures.figures import Figure, figure
from shared.measures.report import Scope, totals

UNGROUPED = "未划入片区"
"""The title of the residual: what townships in no area group have."""


class AreaDivision(Titled):
    """The division of the figures of a county by area groups of its townships."""

    AREA = "area", "片区"


class TownshipGroup(NamedTuple):
    """An area group on a day. `townships`: their keys."""

    id: str
    title: str
    townships: frozenset[str]


def by_area(
    pages: Mapping[str, Sequence[ReportPage]],
    groups: Sequence[TownshipGroup],
    *,
    as_of: date,
    year: int | None = None,
    scope: Scope = "subtree",
    decimals: int = 2,
) -> list[Figure]:
    """Returns the figures of all townships together, with a part for each group. `pages`: those of each township of the county.

    Figures without any amount, of days and of periods are left out, because they have no sums. The residual is what townships in no group
    have; it is 0 when each township is in a group.
    """
    sums = {key: totals(each, as_of=as_of, year=year, scope=scope) for key, each in pages.items()}
    parts = [
        DividedPart(f"{AreaDivision.AREA}={each.id}", each.title, _added(sums, each.townships).__getitem__)
        for each in groups
    ]
    return list(_figures(_added(sums, frozenset(sums)), parts, year, decimals))


def _added(sums: Mapping[str, Mapping[str, int]], townships: frozenset[str]) -> Counter[str]:
    """Returns counter -> its sum over these townships."""
    added = Counter[str]()
    for key in townships & sums.keys():
        added.update(sums[key])
    return added


def _figures(whole: Counter[str], parts: Sequence[DividedPart], year: int | None, decimals: int) -> Iterator[Figure]:
    for measure in map(undivided_measure, measures_of(year)):
        found = figure(measure, whole.__getitem__, decimals=decimals)
        if measure.buckets is None and measure.period is None and (found.numerator or found.denominator):
            yield with_parts(found, measure, parts, decimals=decimals, residual_title=UNGROUPED)
