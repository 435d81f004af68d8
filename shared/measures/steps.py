"""Steps, the unit of all counting, and the conversion of timelines to steps."""

from collections.abc import Iterable
from datetime import date

Step = tuple[str, int, date, int]
"""Counter, year, day, amount. The value of a counter on a day is the sum of the amounts of its steps up to that day."""

Timeline = list[tuple[date, str | None]]
"""Day -> the counter that is 1 from it on (None: none of them), in the order of days; the last entry of a day is valid."""

FOREVER = date.max


def add(steps: list[Step], year: int, timeline: Timeline) -> None:
    """Appends the steps of a timeline: plus on the day on which a counter becomes 1, minus on the day on which it becomes 0.

    A change that is reversed on the same day gives no step.
    """
    if len(timeline) == 1:  # most of them
        day, counter = timeline[0]
        if counter is not None:
            steps.append((counter, year, day, 1))
        return
    held: str | None = None
    last = len(timeline) - 1
    for index, (day, counter) in enumerate(timeline):
        if counter == held or (index < last and timeline[index + 1][0] == day):
            continue
        if held is not None:
            steps.append((held, year, day, -1))
        if counter is not None:
            steps.append((counter, year, day, 1))
        held = counter


def changes(held: Iterable[tuple[date, bool]]) -> list[tuple[date, int]]:
    """Returns the steps (day, ±1) of a flag that has these values from these days on."""
    steps: list[Step] = []
    add(steps, 0, [(day, "" if holds else None) for day, holds in held])
    return [(day, amount) for _, _, day, amount in steps]


def merged(steps: Iterable[Step]) -> list[Step]:
    """Returns the sums of steps: one step for each counter, year and day, and none of amount 0."""
    amounts: dict[tuple[str, int, date], int] = {}
    for counter, year, day, amount in steps:
        key = (counter, year, day)
        amounts[key] = amounts.get(key, 0) + amount
    return [(counter, year, day, amount) for (counter, year, day), amount in amounts.items() if amount]
