"""The steps of report pages in memory: as dictionaries while they change, else packed, because most pages change seldom.

The rollup of a country has millions of pages. As dictionaries they took 13 KB for each tally page, packed about 3 bytes for each step.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import msgspec

from shared.contracts.pages import Steps
from shared.contracts.proposal_vocabulary import Breakdown

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[int]).decode
_number_of: dict[str, int] = {}
"""Counter -> its number in the packed pages of this process."""
_counters: list[str] = []


class PagePart(NamedTuple):
    """A page of an organization: year of the matters, month of the steps, breakdown (None: of the other figures)."""

    year: int
    month: str
    breakdown: Breakdown | None = None


class StepPages:
    """The pages of all organizations. `opened`: those whose steps are dictionaries now, by organization and part."""

    def __init__(self) -> None:
        self._packed: dict[str, dict[PagePart, bytes]] = {}
        self._parts: dict[PagePart, PagePart] = {}
        self.opened: dict[tuple[str, PagePart], Steps] = {}

    def edit(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller changes before the next `pack`; a page that is missing is created."""
        steps = self.opened.get((organization, part))
        if steps is None:
            steps = self.opened[organization, part] = self.get(organization, part)
            part = self._parts.setdefault(part, part)
            self._packed.setdefault(organization, {}).setdefault(part, b"")
        return steps

    def get(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller does not change; empty if there is none."""
        steps = self.opened.get((organization, part))
        if steps is not None:
            return steps
        packed = self._packed.get(organization, {}).get(part)
        return _unpacked(packed, part.month) if packed else {}

    def organizations(self) -> Iterator[str]:
        """Yields the organizations that have pages."""
        yield from self._packed

    def parts(self, organization: str) -> Iterator[PagePart]:
        """Yields the pages of an organization."""
        yield from self._packed.get(organization, ())

    def pack(self) -> None:
        """Packs all opened pages."""
        for (organization, part), steps in self.opened.items():
            self._packed[organization][part] = _packed(steps)
        self.opened.clear()


def _packed(steps: Steps) -> bytes:
    """Returns the steps as numbers: of each counter its number and that of its days, then day of the month and amount of each."""
    numbers: list[int] = []
    for counter, days in steps.items():
        number = _number_of.get(counter)
        if number is None:
            number = _number_of[counter] = len(_counters)
            _counters.append(counter)
        numbers += (number, len(days))
        for day, amount in days.items():
            numbers += (day.day, amount)
    return _pack(numbers)


def _unpacked(packed: bytes, month: str) -> Steps:
    days, steps = _days(month), Steps()
    numbers = iter(_unpack(packed))
    for counter, count in zip(numbers, numbers, strict=True):
        steps[_counters[counter]] = {days[next(numbers)]: next(numbers) for _ in range(count)}
    return steps


@lru_cache(maxsize=2000)
def _days(month: str) -> dict[int, date]:
    """Returns the days of a month by their number."""
    year, number = int(month[:4]), int(month[5:])
    return {day: date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)}
