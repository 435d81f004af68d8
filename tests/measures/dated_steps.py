"""What is counted of facts on the days of 2014, for the tests of the derivation of steps."""

from datetime import date

from shared.contracts.facts import Facts
from shared.measures.contributions import contributions


def day(text: str) -> date:
    """Returns a day of 2014: `05-31`."""
    return date.fromisoformat(f"2014-{text}")


def dated(facts: Facts, counter: str) -> list[tuple[str, int]]:
    """Returns the steps of a counter in the order of their days: (`05-31`, amount)."""
    return sorted((f"{at:%m-%d}", amount) for name, _, at, amount in contributions(facts) if name == counter)
