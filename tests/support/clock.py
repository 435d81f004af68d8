"""The clock of a test: it stops until the test advances it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
"""Noon of a day in Beijing, where a test begins."""


@dataclass
class Clock:
    """The time of all services of a test."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def advance(self, **duration: int) -> None:
        """Lets days, hours, minutes or seconds pass."""
        self.moment += timedelta(**duration)
