"""The formats of numbers, days and instants in pages."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared.domain.calendar import ZONE

NOTHING = "–"


def number(value: Decimal | float | None) -> str:
    """Returns `1,133`, `81.36`, or a dash for None."""
    return NOTHING if value is None else f"{value:,}"


def day(value: date) -> str:
    """Returns `2014年6月30日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """Returns `2014-06-30 16:05:09` in the time zone of the domain, or a dash for None."""
    return NOTHING if value is None else f"{value.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


FILTERS: dict[str, Callable[[Any], str]] = {"number": number, "day": day, "moment": moment}
"""Name of the filter in templates -> function."""
