"""Addition of steps."""

from datetime import date

from shared.contracts.pages import Steps


def add(steps: Steps, counter: str, day: date, amount: int) -> None:
    """Adds to a day of a counter; removes days and counters of amount 0, so that equal sums have equal pages."""
    days = steps.get(counter)
    if days is None:
        days = steps[counter] = {}
    total = days.get(day, 0) + amount
    if total:
        days[day] = total
        return
    days.pop(day, None)
    if not days:
        del steps[counter]
