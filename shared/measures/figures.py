"""Figures from totals: every figure with its numerator, denominator, parts, and the residual (whole less parts)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shared.measures.measure import Measure, PartOf, Unit
from shared.measures.proposals import HANDLING_DAYS_CAP
from shared.measures.rates import average, nearest_rank, percent
from shared.measures.reported.bodies import ITEM_TITLES

Total = Callable[[str], int]
"""A function that returns the sum of a counter; 0 for a counter without steps."""

_MEDIAN, _NINETIETH = 50, 90


@dataclass(frozen=True, kw_only=True)
class FigurePart:
    """A named part: its number (or days), and its share of the whole in percent."""

    part: str
    title: str
    value: int | None
    percent: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure of a report.

    `value` is exact: a whole number for counts and days, else with the requested decimals; None where the denominator is 0.
    `bound`: the true value is at least (lower) or at most (upper) this one. `moved`, `denominator_moved`: how much of numerator and
    denominator came with organizations that moved or were admitted, less what went with those that left, up to the day.
    `residual` is None where there are no parts, or they overlap; `residual_title` is its title.
    An optional measure counts only the organizations that record it: `left_out` is the number of others with matters of their own;
    where there are only those, or no matters at all, `recorded` is False and all numbers are None.
    """

    measure: str
    title: str
    numerator: int | None
    moved: int | None
    denominator: int | None
    denominator_moved: int | None
    denominator_title: str | None
    value: int | Decimal | None
    unit: Unit
    bound: Literal["lower", "upper"] | None
    residual: int | None
    residual_percent: Decimal | None
    residual_title: str | None
    parts: tuple[FigurePart, ...]
    recorded: bool
    left_out: int


def _nothing(_: str) -> int:
    return 0


def figure(
    measure: Measure, total: Total, *, moved: Total = _nothing, counters: Iterable[str] = (), decimals: int = 2
) -> Figure:
    """Returns the figure of a measure. `moved`: returns how much of the sum of a counter came by moves in the tree."""
    if measure.buckets is not None:
        return _distribution(measure, total, moved, _under(measure.buckets, counters))
    left_out = 0 if measure.left_out is None else total(measure.left_out)
    numerator = sum(map(total, measure.numerator))
    denominator = sum(map(total, measure.denominator)) if measure.denominator else None
    recorded = denominator if measure.recorded is None else total(measure.recorded)
    if measure.left_out is not None and not recorded:
        return replace(_without_numbers(measure), recorded=False, left_out=left_out)
    whole = denominator if measure.whole == "denominator" and denominator is not None else numerator
    parts = tuple(_parts(measure, total, counters, whole=whole, decimals=decimals))
    divided = bool(parts or measure.parts) and not measure.overlapping
    residual = whole - sum(part.value or 0 for part in parts) if divided else None
    return Figure(
        measure=measure.name,
        title=measure.title_zh,
        numerator=numerator,
        moved=sum(map(moved, measure.numerator)),
        denominator=denominator,
        denominator_moved=None if denominator is None else sum(map(moved, measure.denominator)),
        denominator_title=measure.denominator_title,
        value=value_of(measure.unit, numerator, denominator, decimals),
        unit=measure.unit,
        bound=None,
        residual=residual,
        residual_percent=None if residual is None else percent(residual, whole, decimals=decimals),
        residual_title=None if residual is None else measure.residual_title,
        parts=parts,
        recorded=True,
        left_out=left_out,
    )


_NUMBERS = (
    *("numerator", "moved", "denominator", "denominator_moved", "value", "bound"),
    *("residual", "residual_percent"),
)


def _without_numbers(measure: Measure) -> Figure:
    """Returns the figure of a measure without numbers."""
    return Figure(
        measure=measure.name,
        title=measure.title_zh,
        denominator_title=measure.denominator_title,
        unit=measure.unit,
        residual_title=None,
        parts=(),
        recorded=True,
        left_out=0,
        **dict.fromkeys(_NUMBERS),
    )


def value_of(unit: Unit, numerator: int, denominator: int | None, decimals: int) -> int | Decimal | None:
    """Returns the value of a figure: the numerator, where there is no denominator; None where that is 0."""
    if denominator is None:
        return numerator
    divide = average if unit == "average" else percent
    return divide(numerator, denominator, decimals=decimals)


def _parts(
    measure: Measure, total: Total, counters: Iterable[str], *, whole: int, decimals: int
) -> Iterable[FigurePart]:
    for part in (*measure.parts, *_items(measure.discovered, counters)):
        value = sum(map(total, part.counters))
        if value or part.shown_when_zero:
            share = percent(value, whole, decimals=decimals)
            yield FigurePart(part=str(part.part), title=part.title_zh, value=value, percent=share)


def _items(prefix: str | None, counters: Iterable[str]) -> Iterable[PartOf]:
    """Yields the parts that are found in the counters, in the order of the usual checklist, then by name."""
    if prefix is None:
        return
    usual = list(ITEM_TITLES)
    found = _under(prefix, counters)
    for item in sorted(found, key=lambda item: (usual.index(item) if item in ITEM_TITLES else len(usual), item)):
        yield PartOf(part=item, title_zh=ITEM_TITLES.get(item, item), counters=(found[item],))


def _under(prefix: str, counters: Iterable[str]) -> dict[str, str]:
    """Returns suffix after the prefix -> counter, without the movements of the tree (`…/moved`)."""
    names = {name.removeprefix(prefix): name for name in counters if name.startswith(prefix)}
    return {rest: name for rest, name in names.items() if "/" not in rest and rest != "moved"}


def _distribution(measure: Measure, total: Total, moved: Total, found: dict[str, str]) -> Figure:
    """Returns median and 90th percentile of days; the last bucket contains longer durations too, so a median in it is a lower bound."""
    buckets = {int(days): total(counter) for days, counter in found.items()}
    median, ninetieth = (nearest_rank(buckets, percentile) for percentile in (_MEDIAN, _NINETIETH))
    return replace(
        _without_numbers(measure),
        denominator=sum(buckets.values()),
        denominator_moved=sum(map(moved, found.values())),
        value=median,
        bound="lower" if median == HANDLING_DAYS_CAP else None,
        parts=(
            FigurePart(part="median", title="中位数", value=median, percent=None),
            FigurePart(part="p90", title="第90百分位数", value=ninetieth, percent=None),
        ),
    )
