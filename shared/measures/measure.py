"""What a measure is: sums of counters, a denominator with a name, and parts."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["percent", "average", "days", "count"]
Whole = Literal["numerator", "denominator"]


@dataclass(frozen=True, kw_only=True)
class PartOf:
    """A named part. `shown_when_zero` is off for words that only some places use."""

    part: str
    title_zh: str
    counter: str
    shown_when_zero: bool = True


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure: sums of counters, and its parts.

    `whole`: what the parts are parts of. `overlapping` parts leave no residual. `discovered`: a prefix; every counter under it is a
    part. `periodic`: read on the last day of the year at the latest. `buckets`: the prefix of a distribution (unit days).
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
    periodic: bool = False
    buckets: str | None = None
