"""What a measure is: sums of counters, a denominator with a name, and parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shared.contracts.titled import Titled
from shared.measures.periods import Period

Unit = Literal["percent", "average", "days", "count"]
Whole = Literal["numerator", "denominator"]

OTHERS = "其余"
"""The title of a residual that a measure gives no name of its own."""


@dataclass(frozen=True, kw_only=True)
class PartOf:
    """A named part: a sum of counters. `shown_when_zero` is off for words that only some places use."""

    part: str
    title_zh: str
    counters: tuple[str, ...]
    shown_when_zero: bool = True


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: sums of counters, and its parts.

    `whole`: what the parts are parts of. `overlapping` parts leave no residual; `residual_title`: what it is. `discovered`: a prefix;
    every counter under it is a part. `period`: it and its denominator are read on the last day of this period at the latest.
    `buckets`: the prefix of a distribution (unit days). `left_out`: of an optional measure, the counter of the organizations that do
    not record it.
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


def count(
    name: str,
    title: str,
    *,
    parts: tuple[PartOf, ...] = (),
    overlapping: bool = False,
    residual_title: str = OTHERS,
) -> Measure:
    """The counter of this name, as a number."""
    return Measure(
        name=name,
        title_zh=title,
        unit="count",
        numerator=(name,),
        parts=parts,
        overlapping=overlapping,
        residual_title=residual_title,
    )


def rate(  # noqa: PLR0913 - a share and the parts of it
    name: str,
    title: str,
    denominator: str,
    denominator_title: str,
    *,
    parts: tuple[PartOf, ...] = (),
    whole: Whole = "numerator",
    overlapping: bool = False,
) -> Measure:
    """The counter of this name as a share of another."""
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


def parts_by(words: Iterable[Titled], *counters: str, shown: Iterable[Titled] | None = None) -> tuple[PartOf, ...]:
    """A part for each of these words: the counters of these patterns, with the word for `{}`. `shown`: those shown when zero."""
    kept = tuple(words)
    always = kept if shown is None else tuple(shown)
    return tuple(
        PartOf(
            part=word,
            title_zh=word.title_zh,
            counters=tuple(counter.format(word) for counter in counters),
            shown_when_zero=word in always,
        )
        for word in kept
    )
