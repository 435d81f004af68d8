"""Days as committees count them: calendar days in Asia/Shanghai."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""Where days begin at midnight."""


def today(now: datetime) -> date:
    """The day that an instant (with a time zone) falls on."""
    return now.astimezone(ZONE).date()


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short (31 January + 1 month: 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
