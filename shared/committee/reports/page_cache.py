"""Reads the report pages of organizations from the read database; caches decoded pages by cluster and revision (decision 0031).

The stamp of a page is no cache key: a voided page is stored again, empty, under the stamp that it had.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.tables import PageKey, page_key, report_pages
from shared.contracts.pages import ReportPage, decode_report
from shared.contracts.proposal_vocabulary import Breakdown
from shared.storage.statements import chunks

LARGEST = 20_000
"""Maximum number of decoded pages in the cache, a few kilobytes each."""

Version = tuple[str, int, int, int]
"""Cluster, revision, session and position: the revision rises with every change of a stored page, until its table is created anew."""

_columns = report_pages.c
_version = (
    _columns.organization,
    _columns.year,
    _columns.month,
    _columns.breakdown,
    _columns.cluster,
    _columns.revision,
    _columns.session,
    _columns.position,
)


class PageCache:
    """A least-recently-used cache of decoded pages; only missing or outdated pages are fetched and decoded."""

    def __init__(self) -> None:
        self._decoded: dict[PageKey, tuple[Version, ReportPage]] = {}

    async def of(
        self,
        connection: AsyncConnection,
        organizations: Iterable[str],
        *,
        years: Iterable[int] | None,
        breakdown: Breakdown | None = None,
    ) -> dict[str, list[ReportPage]]:
        """Returns the pages of each organization, of these years or of all years: those of the breakdown, or of the other figures."""
        wanted = await _versions(connection, organizations, years, breakdown)
        cached = {key: page for key, version in wanted.items() if (page := self._held(key, version)) is not None}
        missing = [key for key in wanted if key not in cached]
        found: defaultdict[str, list[ReportPage]] = defaultdict(list)
        fetched = await _fetched(connection, missing)
        for key, version in wanted.items():
            page = cached.get(key) or fetched.get(key)
            if page is not None:
                self._remember(key, version, page)
                found[key[0]].append(page)
        return found

    def _held(self, key: PageKey, version: Version) -> ReportPage | None:
        known = self._decoded.get(key)
        return known[1] if known is not None and known[0] == version else None

    def _remember(self, key: PageKey, version: Version, page: ReportPage) -> None:
        """Stores the page as the most recently used one; evicts the least recently used one beyond `LARGEST`."""
        self._decoded.pop(key, None)
        self._decoded[key] = version, page
        if len(self._decoded) > LARGEST:
            del self._decoded[next(iter(self._decoded))]


async def _versions(
    connection: AsyncConnection, organizations: Iterable[str], years: Iterable[int] | None, breakdown: Breakdown | None
) -> dict[PageKey, Version]:
    found: dict[PageKey, Version] = {}
    for some in chunks(organizations):
        query = select(*_version).where(_columns.organization.in_(some), _columns.breakdown == (breakdown or ""))
        if years is not None:
            query = query.where(_columns.year.in_(list(years)))
        for row in await connection.execute(query):
            found[row[0], row[1], row[2], row[3]] = row[4], row[5], row[6], row[7]
    return found


async def _fetched(connection: AsyncConnection, keys: list[PageKey]) -> dict[PageKey, ReportPage]:
    found: dict[PageKey, ReportPage] = {}
    for some in chunks(keys, 200):
        columns = (_columns.organization, _columns.year, _columns.month, _columns.breakdown, _columns.body)
        for *key, body in await connection.execute(select(*columns).where(page_key.in_(some))):
            organization, year, month, breakdown = key
            found[organization, year, month, breakdown] = decode_report(body)
    return found
