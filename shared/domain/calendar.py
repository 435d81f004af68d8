"""Calendar days in Asia/Shanghai, which committees count in, and the statutory working days 法定工作日."""

from calendar import SATURDAY, monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone in which a day begins at midnight."""

_KNOWN = frozenset(day.year for day in chinese_calendar.holidays)


def today(now: datetime) -> date:
    """Returns the day of an instant, which must have a time zone."""
    return now.astimezone(ZONE).date()


def add_months(day: date, months: int) -> date:
    """Returns the same day some months later, or the last day of a month that is too short (31 January + 1 month: 28 February)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_calendar_known(year: int) -> bool:
    """Returns whether the holidays of a year are known; the State Council announces them in the autumn before."""
    return year in _KNOWN


def is_working_day(day: date) -> bool:
    """Returns whether a day is a working day: no holiday, and no weekend unless it makes up for one 调休.

    In a year whose holidays are not known, every day from Monday to Friday is a working day.
    """
    if day.year in _KNOWN:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def add_working_days(day: date, count: int) -> date:
    """Returns the last of this many working days after a day; the day itself for 0."""
    while count > 0:
        day += timedelta(1)
        count -= is_working_day(day)
    return day
