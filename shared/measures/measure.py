"""The definition of a measure: sums of counters, a denominator with a title, and parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypedDict, Unpack

from shared.contracts.periods import Period
from shared.contracts.titled import Titled

Unit = Literal["percent", "average", "days", "count"]
Whole = Literal["numerator", "denominator"]

OTHERS = "其余"
"""The default title of a residual."""


@dataclass(frozen=True, kw_only=True)
class PartOf:
    """A named part: a sum of counters. `shown_when_zero` is False for codes that only some organizations use."""

    part: str
    title_zh: str
    counters: tuple[str, ...]
    shown_when_zero: bool = True


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: sums of counters, and its parts.

    `whole`: the sum that the parts divide. `overlapping` parts leave no residual; `residual_title`: the title of the residual.
    `discovered`: a prefix; every counter under it is a part. `period`: numerator and denominator are read on the last day of this period
    at the latest. `buckets`: the prefix of a distribution (unit days). `left_out`: for an optional measure, the counter of the
    organizations that do not record it; `recorded`: the counter of the matters of which it is recorded (default: the denominator).
    """

    name: str
    title_zh: str
    unit: Unit
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    denominator_title: str | None = None
    parts: tuple[PartOf, ...] = ()
    whole: Whole = "numerator"
    discovered: str | None = None
    overlapping: bool = False
    residual_title: str = OTHERS
    period: Period | None = None
    buckets: str | None = None
    left_out: str | None = None
    recorded: str | None = None


class MeasureOptions(TypedDict, total=False):
    """The fields of `Measure` that have a default, besides its sums."""

    parts: tuple[PartOf, ...]
    whole: Whole
    discovered: str
    overlapping: bool
    residual_title: str
    period: Period
    left_out: str
    recorded: str


def count(name: str, title: str, *, numerator: tuple[str, ...] = (), **options: Unpack[MeasureOptions]) -> Measure:
    """Returns a measure that is shown as a number. `numerator`: the counters of its sum, by default the one of its name."""
    return Measure(name=name, title_zh=title, unit="count", numerator=numerator or (name,), **options)


def rate(
    name: str,
    title: str,
    denominator: str | tuple[str, ...],
    denominator_title: str,
    *,
    numerator: tuple[str, ...] = (),
    **options: Unpack[MeasureOptions],
) -> Measure:
    """Returns a measure that is shown as a share of a counter, or of a sum of counters. `numerator`: by default the counter of its name."""
    below = (denominator,) if isinstance(denominator, str) else denominator
    shown = count(name, title, numerator=numerator, **options)
    return replace(shown, unit="percent", denominator=below, denominator_title=denominator_title)


def counters_of(measure: Measure) -> Iterator[str]:
    """Yields the counters of the sums and parts of a measure, without those of a distribution."""
    yield from (*measure.numerator, *measure.denominator, *(name for part in measure.parts for name in part.counters))


def parts_by(words: Iterable[Titled], *counters: str, shown: Iterable[Titled] | None = None) -> tuple[PartOf, ...]:
    """Returns a part for each of these codes: the counters of these patterns, with the code for `{}`. `shown`: those shown when zero."""
    codes = tuple(words)
    always = codes if shown is None else tuple(shown)
    return tuple(
        PartOf(
            part=code,
            title_zh=code.title_zh,
            counters=tuple(counter.format(code) for counter in counters),
            shown_when_zero=code in always,
        )
        for code in codes
    )
