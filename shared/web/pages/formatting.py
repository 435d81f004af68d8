"""How numbers, days and moments are written for people."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared.domain.calendar import ZONE

NOTHING = "–"


def number(value: Decimal | float | None) -> str:
    """1,133; 81.36; a dash where there is no value."""
    return NOTHING if value is None else f"{value:,}"


def day(value: date) -> str:
    """2014年6月30日."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """2014-06-30 16:05:09, as the clock shows it here."""
    return NOTHING if value is None else f"{value.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


FILTERS: dict[str, Callable[[Any], str]] = {"number": number, "day": day, "moment": moment}
"""By these names in templates."""
