"""The only place that divides. Everything comes from whole numbers, and is rounded once, half up (decision 0020)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

_PERCENT = 100


def percent(numerator: int, denominator: int, *, decimals: int = 2) -> Decimal | None:
    """`numerator` of `denominator` in percent; None where there is nothing to be a share of."""
    return _quotient(_PERCENT * numerator, denominator, decimals)


def average(total: int, count: int, *, decimals: int = 2) -> Decimal | None:
    """`total` for each of `count`; None where there is none."""
    return _quotient(total, count, decimals)


def nearest_rank(buckets: Mapping[int, int], percentile: int) -> int | None:
    """The percentile by nearest rank of values given as value -> how many; None where there are none."""
    count = sum(buckets.values())
    if count <= 0:
        return None
    rank = -(-percentile * count // _PERCENT)
    reached = 0
    for value in sorted(buckets):
        reached += buckets[value]
        if reached >= rank:
            return value
    return max(buckets)


@lru_cache(maxsize=1 << 14)  # the same few quotients come again in every report of a region
def _quotient(numerator: int, denominator: int, decimals: int) -> Decimal | None:
    """Half up means away from zero at exactly half, so that a difference and its opposite look alike."""
    if denominator == 0:
        return None
    sign = 1 if (numerator < 0) == (denominator < 0) else -1
    numerator, denominator = abs(numerator), abs(denominator)
    units = (2 * numerator * 10**decimals + denominator) // (2 * denominator)
    return Decimal((0 if sign > 0 or units == 0 else 1, tuple(map(int, str(units))), -decimals))
