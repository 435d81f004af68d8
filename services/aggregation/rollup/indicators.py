"""Indicators of single organizations, derived from the own steps of each (decision 0022)."""

from collections.abc import Iterator
from datetime import date

from shared.measures.indicators import SOURCES, derived_steps

OwnStep = tuple[str, str, int, date, int]
"""Organization, counter, year, day, amount."""


class Indicators:
    """The own steps of `SOURCES` of each organization, and the steps derived from them so far."""

    def __init__(self) -> None:
        self._sources: dict[str, dict[tuple[int, str], dict[date, int]]] = {}
        self._derived: dict[str, dict[tuple[str, int, date], int]] = {}
        self._stale: set[str] = set()

    def observe(self, organization: str, year: int, counter: str, day: date, amount: int) -> None:
        """Stores an own step of an organization; ignores counters outside `SOURCES`, which change no indicator."""
        if counter in SOURCES:
            days = self._sources.setdefault(organization, {}).setdefault((year, counter), {})
            total = days.get(day, 0) + amount
            if total:
                days[day] = total
            else:
                del days[day]
            self._stale.add(organization)

    def changes(self) -> Iterator[OwnStep]:
        """Yields the steps to add to the own steps of organizations so that their indicators are up to date."""
        stale, self._stale = self._stale, set()
        for organization in stale:
            derived = {
                (counter, year, day): amount
                for counter, year, day, amount in derived_steps(self._sources[organization])
            }
            before = self._derived.get(organization, {})
            for step in derived.keys() | before.keys():
                if change := derived.get(step, 0) - before.get(step, 0):
                    yield organization, *step, change
            self._derived[organization] = derived
