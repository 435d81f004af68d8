"""Calendar days in Asia/Shanghai, which committees count in."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone in which a day begins at midnight."""


def today(now: datetime) -> date:
    """Returns the day of an instant, which must have a time zone."""
    return now.astimezone(ZONE).date()


def add_months(day: date, months: int) -> date:
    """Returns the same day some months later, or the last day of a month that is too short (31 January + 1 month: 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
