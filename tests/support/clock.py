"""The clocks of a test: they stop until the test advances them."""

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


@dataclass
class MonotonicClock:
    """A substitute for `time.monotonic` that a test sets."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds
