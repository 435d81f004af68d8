"""The only module that divides. Every value is computed from whole numbers and rounded once, half up (decision 0020)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

_PERCENT = 100


def percent(numerator: int, denominator: int, *, decimals: int = 2) -> Decimal | None:
    """Returns `numerator` of `denominator` in percent; None where the denominator is 0."""
    return _quotient(_PERCENT * numerator, denominator, decimals)


def average(total: int, count: int, *, decimals: int = 2) -> Decimal | None:
    """Returns `total` divided by `count`; None where the count is 0."""
    return _quotient(total, count, decimals)


def nearest_rank(buckets: Mapping[int, int], percentile: int) -> int | None:
    """Returns the percentile by nearest rank of values given as value -> count; None where there are none."""
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


@lru_cache(maxsize=1 << 14)  # the same few quotients recur in every report of a region
def _quotient(numerator: int, denominator: int, decimals: int) -> Decimal | None:
    """Returns the quotient, rounded half up: away from zero at exactly half, so that a difference and its opposite differ only in sign."""
    if denominator == 0:
        return None
    sign = 1 if (numerator < 0) == (denominator < 0) else -1
    numerator, denominator = abs(numerator), abs(denominator)
    units = (2 * numerator * 10**decimals + denominator) // (2 * denominator)
    return Decimal((0 if sign > 0 or units == 0 else 1, tuple(map(int, str(units))), -decimals))
