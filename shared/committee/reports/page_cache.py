"""Reads the report pages of organizations from the read database; caches decoded pages by cluster and revision (decision 0031).

The stamp of a page is no cache key: a voided page is stored again, empty, under the stamp that it had.
"""

from asyncio import Lock
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.tables import PageKey, page_key, report_feed, report_pages
from shared.contracts.pages import ReportPage, decode_report
from shared.contracts.proposal_vocabulary import Breakdown
from shared.measures.figures import Figure
from shared.storage.statements import chunks

MOST_PAGES = 20_000
"""Maximum number of decoded pages and of selections in the cache; a page has a few kilobytes."""

MOST_FIGURES = 256
"""Maximum number of organizations and queries whose assembled figures are in the cache, about 100 kilobytes each."""

MOST_CHANGES = 2_000
"""Maximum number of changed pages that are read one by one; with more, the cache is emptied."""

_columns = report_pages.c
_key_columns = (_columns.organization, _columns.year, _columns.month, _columns.breakdown)


class _FeedVersion(NamedTuple):
    """The revision rises with every change of a stored page, until its table is created anew."""

    cluster: str
    revision: int


class _Selection(NamedTuple):
    """Pages of an organization: those of the breakdown, or of the other figures without one; of these years or of all years."""

    organization: str
    years: tuple[int, ...] | None
    breakdown: str

    def selects(self, key: PageKey) -> bool:
        """Returns whether a page of the organization is one of these."""
        _, year, _, breakdown = key
        return breakdown == self.breakdown and (self.years is None or year in self.years)


_Pages = Mapping[PageKey, ReportPage]


class PageCache:
    """A least-recently-used cache of the pages of organizations. Only what is missing or has changed is fetched and decoded.

    Whether anything has changed is one row to read, whatever the number of pages.
    """

    def __init__(self) -> None:
        self._selections: dict[_Selection, _Pages] = {}
        self._size = 0
        self._version = _FeedVersion("", 0)
        self._updating = Lock()

    @property
    def size(self) -> int:
        """Returns the number of its pages and of its selections."""
        return self._size

    async def of(
        self,
        connection: AsyncConnection,
        organizations: Iterable[str],
        *,
        years: Iterable[int] | None,
        breakdown: Breakdown | None = None,
    ) -> dict[str, list[ReportPage]]:
        """Returns the pages of each organization, of these years or of all years: those of the breakdown, or of the other figures."""
        async with self._updating:
            version = await self._update(connection)
        some_years = None if years is None else tuple(years)
        wanted = [_Selection(each, some_years, breakdown or "") for each in organizations]
        found = {each: pages for each in wanted if (pages := self._selections.pop(each, None)) is not None}
        self._selections.update(found)
        missing = [each for each in wanted if each not in found]
        if missing:
            keys = await _keys(connection, [each.organization for each in missing], some_years, breakdown or "")
            fetched = await _fetched(connection, keys)
            found |= {each: fetched.get(each.organization, {}) for each in missing}
            if version == self._version:
                self._remember({each: found[each] for each in missing if each not in self._selections})
        return {each.organization: list(pages.values()) for each, pages in found.items() if pages}

    async def _update(self, connection: AsyncConnection) -> _FeedVersion:
        """Reads the pages that have changed since the version of the cache; returns the version that it has now."""
        feed = (await connection.execute(select(report_feed.c.cluster, report_feed.c.revision))).one_or_none()
        version = _FeedVersion("", 0) if feed is None else _FeedVersion(*feed)
        if version == self._version:
            return version
        changed = await self._changed(connection) if version.cluster == self._version.cluster else None
        if changed is None or version.revision < self._version.revision:
            self._selections.clear()
            self._size = 0
        else:
            known = {each.organization for each in self._selections}
            self._replace(await _fetched(connection, [key for key in changed if key[0] in known]))
        self._version = version
        return version

    async def _changed(self, connection: AsyncConnection) -> list[PageKey] | None:
        """Returns the keys of the pages that have changed since the version of the cache; None when they are too many."""
        query = select(*_key_columns).where(_columns.revision > self._version.revision).limit(MOST_CHANGES + 1)
        keys: list[PageKey] = [(*row,) for row in await connection.execute(query)]
        return keys if len(keys) <= MOST_CHANGES else None

    def _replace(self, changed: Mapping[str, _Pages]) -> None:
        """Replaces the pages of each organization that have changed, and adds new ones, where they are selected."""
        for selection, pages in self._selections.items():
            newer = {
                key: page for key, page in changed.get(selection.organization, {}).items() if selection.selects(key)
            }
            if newer:
                self._selections[selection] = {**pages, **newer}
                self._size += len(self._selections[selection]) - len(pages)

    def _remember(self, fetched: Mapping[_Selection, _Pages]) -> None:
        """Stores the pages as the most recently used ones; removes the least recently used ones beyond `MOST_PAGES`."""
        self._selections.update(fetched)
        self._size += sum(map(len, fetched.values()), len(fetched))
        while self._size > MOST_PAGES:
            oldest = next(iter(self._selections))
            self._size -= len(self._selections.pop(oldest)) + 1


async def _keys(
    connection: AsyncConnection, organizations: list[str], years: tuple[int, ...] | None, breakdown: str
) -> list[PageKey]:
    found: list[PageKey] = []
    for some in chunks(organizations):
        query = select(*_key_columns).where(_columns.organization.in_(some), _columns.breakdown == breakdown)
        if years is not None:
            query = query.where(_columns.year.in_(years))
        found += [(*row,) for row in await connection.execute(query)]
    return found


async def _fetched(connection: AsyncConnection, keys: list[PageKey]) -> dict[str, dict[PageKey, ReportPage]]:
    """Returns the pages with these keys by organization."""
    found = defaultdict[str, dict[PageKey, ReportPage]](dict)
    for some in chunks(keys, 200):
        query = select(*_key_columns, _columns.body).where(page_key.in_(some))
        for organization, year, month, breakdown, body in await connection.execute(query):
            found[organization][organization, year, month, breakdown] = decode_report(body)
    return found


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
        if len(self._assembled) > MOST_FIGURES:
            del self._assembled[next(iter(self._assembled))]
        return known[1]


def _same(known: Sequence[ReportPage], pages: Sequence[ReportPage]) -> bool:
    return len(known) == len(pages) and all(one is other for one, other in zip(known, pages, strict=True))
