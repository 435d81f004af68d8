"""The figures of a report by breakdown: each with its parts, and what is not recorded as residual."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from shared.contracts.pages import ReportPage
from shared.contracts.proposal_vocabulary import Breakdown, UnitClass
from shared.contracts.titled import Titled
from shared.contracts.vocabulary import ProposerType, Theme
from shared.measures.breakdowns import BROKEN_DOWN, divided
from shared.measures.figures import Figure, FigurePart, Total, figure
from shared.measures.measure import Measure
from shared.measures.rates import percent
from shared.measures.report import Scope, moved, totals

NOT_RECORDED = "未登记"
"""The title of the residual of a breakdown."""

_CODES: dict[Breakdown, type[Titled]] = {
    Breakdown.TYPE: ProposerType,
    Breakdown.THEME: Theme,
    Breakdown.UNIT_CLASS: UnitClass,
}
"""Breakdown -> its parts in the order of a report; sectors are those that are found, by name."""


@dataclass(frozen=True, kw_only=True)
class BreakdownPart(FigurePart):
    """A part of a breakdown. `value`: its numerator; `percent`: its share of the numerator of the figure; `rate`: numerator/denominator."""

    denominator: int | None
    rate: Decimal | None


def break_down(  # noqa: PLR0913 - the pages, and what a report asks of them
    pages: Sequence[ReportPage],
    divided_pages: Sequence[ReportPage],
    breakdown: Breakdown,
    *,
    as_of: date,
    year: int | None = None,
    scope: Scope = "subtree",
    decimals: int = 2,
) -> list[Figure]:
    """Returns the figures of one organization that a breakdown divides. `divided_pages`: its pages of the breakdown."""
    undivided = totals(pages, as_of=as_of, year=year, scope=scope)
    movements = {} if scope == "own" else moved(pages, as_of=as_of, year=year)
    sums = totals(divided_pages, as_of=as_of, year=year, scope=scope)

    def total_of(part: str) -> Total:
        return lambda counter: sums.get(divided(counter, breakdown, part), 0)

    parts = [
        DividedPart(f"{breakdown}={part}", title_of(breakdown, part), total_of(part))
        for part in parts_in(breakdown, sums)
    ]

    def divide(measure: Measure) -> Figure:
        plain = undivided_measure(measure)
        whole = figure(plain, _of(undivided), moved=_of(movements), decimals=decimals)
        return with_parts(whole, plain, parts, decimals=decimals)

    return [divide(measure) for measure in BROKEN_DOWN[breakdown]]


def undivided_measure(measure: Measure) -> Measure:
    """Returns a measure without parts of its own."""
    return replace(measure, parts=(), overlapping=False, discovered=None)


class DividedPart(NamedTuple):
    """A part of a division: its code, its title, and the sums of its counters."""

    part: str
    title: str
    total: Total


def with_parts(
    whole: Figure,
    measure: Measure,
    parts: Iterable[DividedPart],
    *,
    decimals: int,
    residual_title: str = NOT_RECORDED,
) -> Figure:
    """Returns a figure with parts. `measure`: the measure of the figure, without parts of its own."""

    def part_of(each: DividedPart) -> BreakdownPart:
        found = figure(measure, each.total, decimals=decimals)
        return BreakdownPart(
            part=each.part,
            title=each.title,
            value=found.numerator,
            percent=percent(found.numerator or 0, whole.numerator or 0, decimals=decimals),
            denominator=found.denominator,
            rate=found.value if isinstance(found.value, Decimal) else None,
        )

    return with_residual(whole, tuple(map(part_of, parts)), decimals=decimals, residual_title=residual_title)


def with_residual(
    whole: Figure, parts: tuple[FigurePart, ...], *, decimals: int, residual_title: str = NOT_RECORDED
) -> Figure:
    """Returns a figure with these parts, and what they leave of its numerator."""
    numerator = whole.numerator or 0
    residual = numerator - sum(part.value or 0 for part in parts)
    return replace(
        whole,
        parts=parts,
        residual=residual,
        residual_percent=percent(residual, numerator, decimals=decimals),
        residual_title=residual_title,
    )


def parts_in(breakdown: Breakdown, sums: dict[str, int]) -> list[str]:
    """Returns the parts with any amount, in the order of their codes or by name."""
    mark = f"/{breakdown}="
    found = {counter.partition(mark)[2] for counter, amount in sums.items() if amount}
    order = [str(code) for code in _CODES.get(breakdown, ())]
    return sorted(found, key=lambda part: (order.index(part) if part in order else len(order), part))


def title_of(breakdown: Breakdown, part: str) -> str:
    """Returns the Chinese title of a part; a sector is its own title."""
    codes = _CODES.get(breakdown)
    return codes(part).title_zh if codes else part


def _of(sums: dict[str, int]) -> Total:
    return lambda counter: sums.get(counter, 0)
