"""Indicators of the activity of townships, derived from the own steps of each (decision 0022)."""

from collections.abc import Iterator
from datetime import date

from shared.measures.indicators import SOURCES, activity_steps

OwnStep = tuple[str, str, int, date, int]
"""Organization, counter, year, day, amount."""


class Activities:
    """Of each organization: the steps of `SOURCES`, all years together, and the indicators derived from them so far."""

    def __init__(self) -> None:
        self._sources: dict[str, dict[str, dict[date, int]]] = {}
        self._derived: dict[str, dict[tuple[str, int, date], int]] = {}
        self._stale: set[str] = set()

    def observe(self, organization: str, counter: str, day: date, amount: int) -> None:
        """Note a step of an organization's own; one of another counter changes no indicator."""
        if counter in SOURCES:
            days = self._sources.setdefault(organization, {}).setdefault(counter, {})
            total = days.get(day, 0) + amount
            if total:
                days[day] = total
            else:
                del days[day]
            self._stale.add(organization)

    def changes(self) -> Iterator[OwnStep]:
        """What has to be added to the own steps of organizations so that their indicators are right again."""
        stale, self._stale = self._stale, set()
        for organization in stale:
            derived = {
                (counter, year, day): amount
                for counter, year, day, amount in activity_steps(self._sources[organization])
            }
            before = self._derived.get(organization, {})
            for step in derived.keys() | before.keys():
                if change := derived.get(step, 0) - before.get(step, 0):
                    yield organization, *step, change
            self._derived[organization] = derived
