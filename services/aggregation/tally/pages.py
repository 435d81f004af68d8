"""The tally pages of a partition: the sums of the steps of its matters by organization, year and month."""

from collections.abc import Iterable, Mapping

from services.aggregation.changed_pages import ChangedPages
from services.aggregation.packed_pages import PackedPages, PageKey, PagePart
from services.aggregation.round_robin import take_some
from services.aggregation.step_sums import add
from shared.contracts.pages import Steps, month_of
from shared.measures.steps import Step

MOST_OPENED = 500
"""Pages of a partition that are not packed: about one megabyte. A tally of the whole country has 192 partitions and two million pages."""


class SummedPage:
    """A page in memory. `is_marked`: it is among the pages to publish and among those to pack."""

    __slots__ = ("is_marked", "organization", "part", "steps")

    def __init__(self, organization: str, part: PagePart, steps: Steps) -> None:
        self.organization = organization
        self.part = part
        self.steps = steps
        self.is_marked = False


class TallyPages:
    """The pages of a partition. `changed`: those to publish; `most_opened`: those of which it has the steps as dictionaries.

    A page has its steps as a dictionary (`_opened`) from its first change until it is packed, or all of its life while there are few.
    """

    def __init__(self, packed: Mapping[PageKey, bytes], *, most_opened: int = MOST_OPENED) -> None:
        self._most_opened = most_opened
        self._opened: dict[tuple[str, int, str], SummedPage] = {}
        self._unpacked: set[tuple[str, int, str]] = set()
        self._packed = PackedPages(packed)
        self.changed = ChangedPages(self._packed.parts)
        self.organizations = self._packed.organizations

    def book(self, organization: str, steps: Iterable[Step], sign: int) -> None:
        """Adds steps of an organization (`sign` 1), or subtracts them (-1)."""
        for counter, year, day, amount in steps:
            key = organization, year, month_of(day)
            page = self._opened.get(key)
            if page is None or not page.is_marked:
                page = self._marked(key)
            add(page.steps, counter, day, sign * amount)

    def _marked(self, key: tuple[str, int, str]) -> SummedPage:
        """Returns the page, which changes now; an empty one if there is none."""
        page = self._opened.get(key)
        if page is None:
            if len(self._opened) >= self._most_opened:
                self._close()
            page = self._opened[key] = self._read(*key)
        page.is_marked = True
        self.changed.add(page.organization, page.part)
        self._unpacked.add(key)
        return page

    def _read(self, organization: str, year: int, month: str) -> SummedPage:
        part = PagePart(year, month)
        steps = self._packed.get(organization, part)
        if steps is None:
            steps = {}
            self._packed.put(organization, part, steps)
        return SummedPage(organization, part, steps)

    def _close(self) -> None:
        """Packs all pages and keeps none of them opened."""
        self.pack(len(self._unpacked))
        self._opened.clear()

    def take(self, limit: int) -> list[SummedPage]:
        """Removes about `limit` pages from those to publish and returns them."""
        taken = []
        for organization, part in self.changed.take(limit):
            page = self._opened.get((organization, part.year, part.month)) or self._read(
                organization, part.year, part.month
            )
            page.is_marked = False
            taken.append(page)
        return taken

    def pack(self, limit: int) -> bool:
        """Packs at most `limit` changed pages; returns whether none is left."""
        for key in take_some(self._unpacked, limit):
            page = self._opened[key]
            page.is_marked = False
            self._packed.put(page.organization, page.part, page.steps)
        return not self._unpacked

    def packed(self) -> dict[PageKey, bytes]:
        """Returns all pages, after packing those that are left."""
        self.pack(len(self._unpacked))
        return self._packed.state()
