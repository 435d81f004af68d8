"""When a limit is reminded of: some days before it, and at intervals after it. Pure: today is an argument."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple


class Reminder(NamedTuple):
    """A reminder of a limit. `days`: relative to it: -30 is thirty days before; 1, 8, 15 … are the days after it."""

    limit: date
    days: int


def reminder_on(limit: date, today: date, *, before: Collection[int], interval: int) -> Reminder | None:
    """Returns the newest reminder of a limit that is due by today; None before the first. The limit itself is not overdue.

    `before`: the days before the limit. After it, the first reminder is on the next day, the others every `interval` days (0: none).
    A day on which nobody looked is made up for: a reminder stays the newest until the next one is due.
    """
    late = (today - limit).days
    if late > 0:
        return Reminder(limit, 1 + (late - 1) // interval * interval) if interval else None
    reached = [days for days in before if days >= -late]
    return Reminder(limit, -min(reached)) if reached else None


def is_urged_again(limit: date, today: date, *, after: int, last: date | None, interval: int) -> bool:
    """Returns whether the clock urges a unit: `after` days after the limit (0: never), and at most once in `interval` days."""
    overdue = bool(after) and (today - limit).days >= after
    return overdue and (last is None or (today - last).days >= interval)
