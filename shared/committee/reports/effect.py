"""What reading `lianxi.reports` does: of each page, the one with the highest stamp is kept; those of another cluster mean nothing.

On a new cluster the old pages stay until its first one arrives, so that reports can be read meanwhile, marked as being rebuilt.
"""

from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord
from sqlalchemy import select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.chunks import chunks
from shared.committee.reports.feed import QUIET
from shared.committee.reports.tables import report_feed, report_pages
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.pages import MalformedPageError, ReportPage, decode_report
from shared.messaging.dead_letters import dead_letter

READER = "reports"

Key = tuple[str, int, str]

_IDENTITY = tuple_(report_pages.c.organization, report_pages.c.year, report_pages.c.month)
_PORTION = 200


async def reset(connection: AsyncConnection) -> None:
    """Another cluster: a refill begins."""
    await connection.execute(update(report_feed).values(cluster="", rebuilding=True))


async def take_in(connection: AsyncConnection, records: list[ConsumerRecord], cluster: str) -> list[DeadLetter]:
    """Keep what is newer than what stands; the letters are of records that cannot be read."""
    pages, letters, written = _decoded(records, cluster)
    if pages:
        revision = await _note(connection, cluster, now=datetime.now(UTC), written=written)
        newest: dict[Key, tuple[ReportPage, bytes]] = {}
        for page, body in pages:
            known = newest.get(_key(page))
            if known is None or page.stamp.rank >= known[0].stamp.rank:
                newest[_key(page)] = page, body
        await _keep(connection, newest, revision)
    return letters


def _key(page: ReportPage) -> Key:
    return page.organization, page.year, page.month


def _decoded(
    records: list[ConsumerRecord], cluster: str
) -> tuple[list[tuple[ReportPage, bytes]], list[DeadLetter], datetime]:
    """The pages, the letters, and when the newest of the pages was written."""
    written = datetime.fromtimestamp(0, UTC)
    pages: list[tuple[ReportPage, bytes]] = []
    letters: list[DeadLetter] = []
    for record in records:
        try:
            page = decode_report(record.value)
        except MalformedPageError as error:
            letters.append(dead_letter(record, consumer=READER, reason=str(error)))
            continue
        if page.stamp.cluster == cluster:
            pages.append((page, record.value))
            written = max(written, datetime.fromtimestamp(max(0, record.timestamp) / 1000, UTC))
    return pages, letters, written


async def _note(connection: AsyncConnection, cluster: str, *, now: datetime, written: datetime) -> int:
    """Where the pages come from now; the first page of a cluster makes all of another one void. The new revision."""
    feed = (await connection.execute(select(report_feed))).one_or_none()
    if feed is None:
        row = {"cluster": cluster, "revision": 1, "read_at": now, "written_at": written, "rebuilding": False}
        await connection.execute(report_feed.insert().values(id=1, **row))
        return 1
    same = feed.cluster == cluster
    if not same:
        await connection.execute(report_pages.delete())
    rebuilding = not same or (feed.rebuilding and now - feed.read_at < QUIET)
    newest = max(feed.written_at, written) if same else written
    revision: int = feed.revision + 1
    row = {"cluster": cluster, "revision": revision, "read_at": now, "written_at": newest, "rebuilding": rebuilding}
    await connection.execute(update(report_feed).values(**row))
    return revision


async def _keep(connection: AsyncConnection, newest: dict[Key, tuple[ReportPage, bytes]], revision: int) -> None:
    for some in chunks(newest.items(), _PORTION):
        stored = await _stored(connection, [key for key, _ in some])
        rows = [_row(page, body, stored.get(key), revision) for key, (page, body) in some]
        risen = [row for row in rows if row is not None]
        if risen:
            keys = [(row["organization"], row["year"], row["month"]) for row in risen]
            await connection.execute(report_pages.delete().where(_IDENTITY.in_(keys)))
            await connection.execute(report_pages.insert(), risen)


async def _stored(connection: AsyncConnection, keys: list[Key]) -> dict[Key, Any]:
    query = select(report_pages).where(_IDENTITY.in_(keys))
    return {(row.organization, row.year, row.month): row for row in await connection.execute(query)}


def _row(page: ReportPage, body: bytes, stored: Any, revision: int) -> dict[str, Any] | None:
    """The row of a page; None when it is older than what stands. One that only confirms the figures is no change."""
    stamp = page.stamp
    if stored is not None:
        if stamp.rank < (stored.measures, stored.position):
            return None
        before = decode_report(stored.body)
        if (before.own, before.subtree) == (page.own, page.subtree):
            revision = stored.revision
    return {
        "organization": page.organization,
        "year": page.year,
        "month": page.month,
        "cluster": stamp.cluster,
        "measures": stamp.measures,
        "position": stamp.position,
        "revision": revision,
        "body": body,
    }
