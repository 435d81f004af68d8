"""The tally pages of a partition: the sums of the steps of its matters by organization, year and month."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from services.aggregation.round_robin import take_some
from services.aggregation.step_sums import add
from shared.contracts.pages import Steps, month_of
from shared.measures.steps import Step

_pack = msgspec.msgpack.Encoder().encode
_steps = msgspec.msgpack.Decoder(Steps).decode

MOST_OPENED = 500
"""Pages of a partition that are not packed: about one megabyte. A tally of the whole country has 192 partitions and two million pages."""


class TallyPageKey(NamedTuple):
    """The key of a tally page: organization, year of the matters, month of the steps."""

    organization: str
    year: int
    month: str


class SummedPage:
    """A page in memory. `is_marked`: it is among the pages to publish and among those to pack."""

    __slots__ = ("is_marked", "key", "steps")

    def __init__(self, key: TallyPageKey, steps: Steps) -> None:
        self.key = key
        self.steps = steps
        self.is_marked = False


class TallyPages:
    """The pages of a partition. `changed`: those to publish; `most_opened`: those of which it has the steps as dictionaries.

    A page has its steps as a dictionary (`_opened`) from its first change until it is packed, or all of its life while there are few.
    """

    def __init__(self, packed: Mapping[TallyPageKey, bytes], *, most_opened: int = MOST_OPENED) -> None:
        self._most_opened = most_opened
        self.changed: set[TallyPageKey] = set()
        self._opened: dict[tuple[str, int, str], SummedPage] = {}
        self._packed = dict(packed)
        self._unpacked: set[TallyPageKey] = set()

    def __iter__(self) -> Iterator[TallyPageKey]:
        """Yields the keys of all pages."""
        return iter(self._packed)

    def book(self, organization: str, steps: Iterable[Step], sign: int) -> None:
        """Adds steps of an organization (`sign` 1), or subtracts them (-1)."""
        for counter, year, day, amount in steps:
            page = self._opened.get((organization, year, month_of(day)))
            if page is None or not page.is_marked:
                page = self._marked(TallyPageKey(organization, year, month_of(day)))
            add(page.steps, counter, day, sign * amount)

    def _marked(self, key: TallyPageKey) -> SummedPage:
        """Returns the page, which changes now; an empty one if there is none."""
        page = self._opened.get(key)
        if page is None:
            if len(self._opened) >= self._most_opened:
                self._close()
            page = self._opened[key] = SummedPage(key, self._steps(key))
            self._packed.setdefault(key, b"")
        page.is_marked = True
        self.changed.add(page.key)
        self._unpacked.add(page.key)
        return page

    def _steps(self, key: TallyPageKey) -> Steps:
        packed = self._packed.get(key)
        return _steps(packed) if packed else {}

    def _close(self) -> None:
        """Packs all pages and keeps none of them opened."""
        self.pack(len(self._unpacked))
        self._opened.clear()

    def take(self, limit: int) -> list[SummedPage]:
        """Removes at most `limit` pages from those to publish and returns them."""
        taken = []
        for key in take_some(self.changed, limit):
            page = self._opened.get(key)
            if page is None:
                page = SummedPage(key, self._steps(key))
            page.is_marked = False
            taken.append(page)
        return taken

    def pack(self, limit: int) -> bool:
        """Packs at most `limit` changed pages; returns whether none is left."""
        for key in take_some(self._unpacked, limit):
            page = self._opened[key]
            page.is_marked = False
            self._packed[key] = _pack(page.steps)
        return not self._unpacked

    def packed(self) -> dict[TallyPageKey, bytes]:
        """Returns all pages, after packing those that are left."""
        self.pack(len(self._unpacked))
        return dict(self._packed)
