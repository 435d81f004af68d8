"""Calendar days in Asia/Shanghai, which committees count in, and the statutory working days 法定工作日."""

from calendar import SATURDAY, monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
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


def next_month_day(month_day: str, day: date) -> date:
    """Returns the first day with this month and day of the month (`06-30`) that is not before a day."""
    month, number = (int(part) for part in month_day.split("-"))
    this_year = date(day.year, month, number)
    return this_year if day <= this_year else date(day.year + 1, month, number)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """The statutory working days, with amendments of an administrator.

    `amended`: days that are working days (True) or not (False), whatever the library contains. `years`: the years whose holidays an
    administrator has entered, because the library does not know them; the State Council announces them in the autumn before.
    """

    amended: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_known(self, year: int) -> bool:
        """Returns whether the holidays of a year are known."""
        return year in _KNOWN or year in self.years

    def is_working_day(self, day: date) -> bool:
        """Returns whether a day is a working day: no holiday, and no weekend unless it makes up for one 调休.

        In a year whose holidays are not known, every day from Monday to Friday is a working day.
        """
        if day in self.amended:
            return self.amended[day]
        if day.year in _KNOWN:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < SATURDAY

    def add_working_days(self, day: date, count: int) -> date:
        """Returns the last of this many working days after a day; the day itself for 0."""
        while count > 0:
            day += timedelta(1)
            count -= self.is_working_day(day)
        return day

    def working_days_before(self, day: date, count: int) -> date:
        """Returns the latest day from which this many working days pass before a day; the day itself for 0."""
        while count > 0:
            day -= timedelta(1)
            count -= self.is_working_day(day)
        return day

    def unknown_years(self, after: date, until: date) -> tuple[int, ...]:
        """Returns the years after one day and up to another whose holidays are not known; working days in them are estimated."""
        first = (after + timedelta(1)).year
        return tuple(year for year in range(first, until.year + 1) if not self.is_known(year))


STATUTORY = WorkingCalendar()
"""The calendar of the library, without amendments."""


def estimate_note(years: tuple[int, ...]) -> str:
    """Returns the Chinese sentence that working days of these years were counted without holidays; empty if there are none."""
    return f"{'、'.join(map(str, years))}年的节假日安排尚未录入，暂按周一至周五为工作日计算" if years else ""
