"""Steps: what contributions are made of, and how a timeline becomes steps."""

from collections.abc import Iterable
from datetime import date

Step = tuple[str, int, date, int]
"""Counter, year, day, amount. A counter on a day is the sum of the amounts of its steps up to that day."""

Timeline = list[tuple[date, str | None]]
"""Which counter holds from a day on (None: none of them), in the order of the days; of one day the last entry is meant."""

FOREVER = date.max


def add(steps: list[Step], year: int, timeline: Timeline) -> None:
    """Append the steps of a timeline: plus on the day a counter begins to hold, minus on the day it ceases.

    What changes back within a day leaves no step.
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
    """The steps (day, ±1) of something that holds or does not, from each of these days on."""
    steps: list[Step] = []
    add(steps, 0, [(day, "" if holds else None) for day, holds in held])
    return [(day, amount) for _, _, day, amount in steps]


def merged(steps: Iterable[Step]) -> list[Step]:
    """Of one counter and day one step, and none of amount 0: what several parts of a matter add up to."""
    amounts: dict[tuple[str, int, date], int] = {}
    for counter, year, day, amount in steps:
        key = (counter, year, day)
        amounts[key] = amounts.get(key, 0) + amount
    return [(counter, year, day, amount) for (counter, year, day), amount in amounts.items() if amount]
