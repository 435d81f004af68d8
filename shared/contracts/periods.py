"""The calendar periods of a year: the year itself, its quarters, halves and months."""

from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = 12


class Period(NamedTuple):
    """A period of a year. `begin` and `end`: its first month, and the month after it (13: January of the next year)."""

    name: str
    title_zh: str
    begin: int
    end: int

    def after(self, year: int) -> date | None:
        """Returns the first day after the period; None where `date` cannot represent it."""
        if self.end <= _MONTHS:
            return date(year, self.end, 1)
        return date(year + 1, 1, 1) if year < date.max.year else None

    def last(self, year: int) -> date:
        """Returns the last day of the period."""
        after = self.after(year)
        return after - timedelta(days=1) if after else date.max


YEAR = Period("year", "全年", 1, 13)

QUARTERS = (
    Period("q1", "第一季度", 1, 4),
    Period("q2", "第二季度", 4, 7),
    Period("q3", "第三季度", 7, 10),
    Period("q4", "第四季度", 10, 13),
)

HALVES = (Period("h1", "上半年", 1, 7), Period("h2", "下半年", 7, 13))

MONTHS = tuple(Period(f"m{month}", f"{month}月", month, month + 1) for month in range(1, _MONTHS + 1))

PERIODS = (
    YEAR,
    *QUARTERS,
    *HALVES,
)
"""The periods of indicators."""
