"""Steps being added up."""

from datetime import date

from shared.contracts.pages import Steps


def add(steps: Steps, counter: str, day: date, amount: int) -> None:
    """Add to a day of a counter; what becomes zero is left out, so that equal steps are equal pages."""
    days = steps.setdefault(counter, {})
    total = days.get(day, 0) + amount
    if total:
        days[day] = total
        return
    days.pop(day, None)
    if not days:
        del steps[counter]
