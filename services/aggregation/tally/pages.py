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
    """The pages of a partition. `changed`: those to publish; `_packed`: encoded pages, outdated where in `_unpacked`."""

    def __init__(self, packed: Mapping[TallyPageKey, bytes]) -> None:
        self.changed: set[TallyPageKey] = set()
        self._pages: dict[tuple[str, int, str], SummedPage] = {
            key: SummedPage(key, _steps(page)) for key, page in packed.items()
        }
        self._packed = dict(packed)
        self._unpacked: set[TallyPageKey] = set()

    def __iter__(self) -> Iterator[TallyPageKey]:
        """Yields the keys of all pages."""
        return (page.key for page in self._pages.values())

    def book(self, organization: str, steps: Iterable[Step], sign: int) -> None:
        """Adds steps of an organization (`sign` 1), or subtracts them (-1)."""
        for counter, year, day, amount in steps:
            page = self._pages.get((organization, year, month_of(day)))
            if page is None or not page.is_marked:
                page = self._marked(TallyPageKey(organization, year, month_of(day)))
            add(page.steps, counter, day, sign * amount)

    def _marked(self, key: TallyPageKey) -> SummedPage:
        """Returns the page, which changes now; an empty one if there is none."""
        page = self._pages.setdefault(key, SummedPage(key, {}))
        page.is_marked = True
        self.changed.add(key)
        self._unpacked.add(key)
        return page

    def take(self, limit: int) -> list[SummedPage]:
        """Removes at most `limit` pages from those to publish and returns them."""
        taken = [self._pages[key] for key in take_some(self.changed, limit)]
        for page in taken:
            page.is_marked = False
        return taken

    def pack(self, limit: int) -> bool:
        """Packs at most `limit` changed pages; returns whether none is left."""
        for key in take_some(self._unpacked, limit):
            page = self._pages[key]
            page.is_marked = False
            self._packed[key] = _pack(page.steps)
        return not self._unpacked

    def packed(self) -> dict[TallyPageKey, bytes]:
        """Returns all pages, after packing those that are left."""
        self.pack(len(self._unpacked))
        return dict(self._packed)
