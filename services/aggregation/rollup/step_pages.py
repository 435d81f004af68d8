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

from services.aggregation.compression import Compression
from services.aggregation.packed_pages import PagePart
from shared.contracts.pages import Steps

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[int]).decode
_number_of: dict[str, int] = {}
"""Counter -> its number in the packed pages of this process."""
_counters: list[str] = []


_groups = msgspec.msgpack.Decoder(list[tuple[PagePart, bytes]]).decode
_compression = Compression(b"", window=15, level=1, memory=8)

MOST_GROUPED = 16_000_000
"""Bytes of packed pages that are not compressed."""


class StepPages:
    """The pages of all organizations. `opened`: those whose steps are dictionaries now, by organization and part.

    A page is opened or packed in the group of its organization, and a group that is not used is compressed; opened pages and groups are in
    the order of their last use. `_compressed` also has groups that were only read since.
    """

    def __init__(self, *, most_grouped: int = MOST_GROUPED) -> None:
        self._most_grouped = most_grouped
        self._compressed: dict[str, bytes] = {}
        self._groups: OrderedDict[str, dict[PagePart, bytes]] = OrderedDict()
        self._grouped = 0
        self.opened: OrderedDict[tuple[str, PagePart], Steps] = OrderedDict()

    def edit(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller changes before the next `pack`; a page that is missing is created."""
        key = organization, part
        steps = self.opened.get(key)
        if steps is not None:
            self.opened.move_to_end(key)
            return steps
        group = self._group(organization)
        packed = group.get(part)
        if packed is None:
            self._put(organization, part, b"")
        steps = self.opened[key] = _unpacked(packed, part.month) if packed else {}
        return steps

    def get(self, organization: str, part: PagePart) -> Steps:
        """Returns the steps of a page, which the caller does not change; empty if there is none."""
        steps = self.opened.get((organization, part))
        if steps is not None:
            return steps
        packed = self._group(organization).get(part)
        return _unpacked(packed, part.month) if packed else {}

    def organizations(self) -> Iterator[str]:
        """Yields the organizations that have pages."""
        yield from self._groups.keys() | self._compressed.keys()

    def parts(self, organization: str) -> Iterator[PagePart]:
        """Yields the pages of an organization."""
        yield from self._group(organization)

    def pack(self, *, most: int = 0) -> None:
        """Packs opened pages until `most` are left, and compresses groups until they are as small as they have to be."""
        while len(self.opened) > most:
            (organization, part), steps = self.opened.popitem(last=False)
            self._put(organization, part, _packed(steps))
        while self._grouped > self._most_grouped:
            organization, group = self._groups.popitem(last=False)
            self._grouped -= _size(group)
            if organization not in self._compressed:
                self._compressed[organization] = _compression.compress(_pack(list(group.items())))

    def _group(self, organization: str) -> dict[PagePart, bytes]:
        """Returns the packed pages of an organization, which the caller does not change."""
        group = self._groups.get(organization)
        if group is not None:
            self._groups.move_to_end(organization)
            return group
        compressed = self._compressed.get(organization)
        if compressed is None:
            return {}
        group = self._groups[organization] = dict(_groups(_compression.decompress(compressed)))
        self._grouped += _size(group)
        return group

    def _put(self, organization: str, part: PagePart, packed: bytes) -> None:
        """Replaces a packed page."""
        group = self._group(organization) or self._groups.setdefault(organization, {})
        self._compressed.pop(organization, None)
        self._grouped += len(packed) - len(group[part]) if part in group else len(packed) + _PAGE
        group[part] = packed


_PAGE = 100
"""Bytes of a packed page beside its steps."""


def _size(group: dict[PagePart, bytes]) -> int:
    return sum(map(len, group.values())) + _PAGE * len(group)


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
