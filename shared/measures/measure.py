"""The definition of a measure: sums of counters, a denominator with a title, and parts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shared.contracts.titled import Titled
from shared.measures.periods import Period

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


def count(
    name: str,
    title: str,
    *,
    parts: tuple[PartOf, ...] = (),
    overlapping: bool = False,
    residual_title: str = OTHERS,
) -> Measure:
    """Returns the measure that shows the counter of this name as a number."""
    return Measure(
        name=name,
        title_zh=title,
        unit="count",
        numerator=(name,),
        parts=parts,
        overlapping=overlapping,
        residual_title=residual_title,
    )


def rate(  # noqa: PLR0913 - a share and its parts
    name: str,
    title: str,
    denominator: str,
    denominator_title: str,
    *,
    parts: tuple[PartOf, ...] = (),
    whole: Whole = "numerator",
    overlapping: bool = False,
) -> Measure:
    """Returns the measure that shows the counter of this name as a share of another."""
    return Measure(
        name=name,
        title_zh=title,
        unit="percent",
        numerator=(name,),
        denominator=(denominator,),
        denominator_title=denominator_title,
        parts=parts,
        whole=whole,
        overlapping=overlapping,
    )


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
