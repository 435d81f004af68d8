"""The steps of report pages in memory: as dictionaries while they change, else packed, because most pages change seldom.

The rollup of a country has millions of pages. As dictionaries they took 13 KB for each tally page; packed, a step takes about 3 bytes.
Packed pages of an organization that have not been used for long are compressed together.
"""

from calendar import monthrange
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import msgspec

from services.aggregation.packed_pages import PagePart
from services.aggregation.page_groups import MOST_GROUPED, PageGroups
from shared.contracts.pages import Steps

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[int]).decode
_number_of: dict[str, int] = {}
"""Counter -> its number in the packed pages of this process."""
_counters: list[str] = []


class StepPages:
    """The pages of all organizations. `opened`: those whose steps are dictionaries now, in the order of their last change."""

    def __init__(self, *, most_grouped: int = MOST_GROUPED) -> None:
        self._groups = PageGroups(PagePart, most_grouped=most_grouped)
        self.opened: OrderedDict[tuple[str, PagePart], Steps] = OrderedDict()
        self.organizations = self._groups.organizations

    def edit(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller changes before the next `pack`; a page that is missing is created."""
        key = organization, part
        steps = self.opened.get(key)
        if steps is not None:
            self.opened.move_to_end(key)
            return steps
        steps = self.opened[key] = self.get(organization, part)
        if part not in self._groups.get(organization):
            self._groups.put(organization, part, b"")
        return steps

    def get(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller does not change; empty if there is none."""
        steps = self.opened.get((organization, part))
        if steps is not None:
            return steps
        packed = self._groups.get(organization).get(part)
        return _unpacked(packed, part.month) if packed else {}

    def parts(self, organization: str) -> Iterator[PagePart]:
        """Yields the pages of an organization."""
        yield from self._groups.get(organization)

    def pack(self, *, most: int = 0) -> None:
        """Packs opened pages until `most` are left, and compresses groups that have not been used for long."""
        while len(self.opened) > most:
            (organization, part), steps = self.opened.popitem(last=False)
            self._groups.put(organization, part, _packed(steps))
        self._groups.compress()


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
    days, steps = days_of(month), Steps()
    numbers = iter(_unpack(packed))
    for counter, count in zip(numbers, numbers, strict=True):
        steps[_counters[counter]] = {days[next(numbers)]: next(numbers) for _ in range(count)}
    return steps


@lru_cache(maxsize=2000)
def days_of(month: str) -> dict[int, date]:
    """Returns the days of a month by their number."""
    year, number = int(month[:4]), int(month[5:])
    return {day: date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)}
