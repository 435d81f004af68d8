"""Caches the figures of organizations: they are assembled again only when one of their pages has changed."""

from collections.abc import Callable, Hashable, Sequence

from shared.contracts.pages import ReportPage
from shared.measures.figures import Figure

LARGEST = 256
"""Maximum number of organizations and queries in the cache, about 100 kilobytes each."""


class FigureCache:
    """A least-recently-used cache. It keeps the pages of each entry, so that they are compared by identity."""

    def __init__(self) -> None:
        self._assembled: dict[Hashable, tuple[Sequence[ReportPage], list[Figure]]] = {}

    def of(self, key: Hashable, pages: Sequence[ReportPage], assemble: Callable[[], list[Figure]]) -> list[Figure]:
        """Returns the figures under a key (organization, query and day), assembled if they are not those of these pages."""
        known = self._assembled.pop(key, None)
        if known is None or not _same(known[0], pages):
            known = pages, assemble()
        self._assembled[key] = known
        if len(self._assembled) > LARGEST:
            del self._assembled[next(iter(self._assembled))]
        return known[1]


def _same(known: Sequence[ReportPage], pages: Sequence[ReportPage]) -> bool:
    return len(known) == len(pages) and all(one is other for one, other in zip(known, pages, strict=True))
