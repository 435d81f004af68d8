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
    pages, letters = _decoded(records, cluster)
    if pages:
        await _note(connection, cluster, datetime.now(UTC))
        newest: dict[Key, tuple[ReportPage, bytes]] = {}
        for page, body in pages:
            known = newest.get(_key(page))
            if known is None or page.stamp.rank >= known[0].stamp.rank:
                newest[_key(page)] = page, body
        await _keep(connection, newest)
    return letters


def _key(page: ReportPage) -> Key:
    return page.organization, page.year, page.month


def _decoded(records: list[ConsumerRecord], cluster: str) -> tuple[list[tuple[ReportPage, bytes]], list[DeadLetter]]:
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
    return pages, letters


async def _note(connection: AsyncConnection, cluster: str, now: datetime) -> None:
    """Where the pages come from now; the first page of a cluster makes all of another one void."""
    feed = (await connection.execute(select(report_feed))).one_or_none()
    if feed is None:
        await connection.execute(report_feed.insert().values(id=1, cluster=cluster, read_at=now, rebuilding=False))
        return
    if feed.cluster != cluster:
        await connection.execute(report_pages.delete())
    rebuilding = feed.cluster != cluster or (feed.rebuilding and now - feed.read_at < QUIET)
    await connection.execute(update(report_feed).values(cluster=cluster, read_at=now, rebuilding=rebuilding))


async def _keep(connection: AsyncConnection, newest: dict[Key, tuple[ReportPage, bytes]]) -> None:
    for some in chunks(newest.items(), _PORTION):
        stored = await _ranks(connection, [key for key, _ in some])
        rows = [_row(page, body) for key, (page, body) in some if page.stamp.rank >= stored.get(key, (0, 0))]
        if rows:
            keys = [(row["organization"], row["year"], row["month"]) for row in rows]
            await connection.execute(report_pages.delete().where(_IDENTITY.in_(keys)))
            await connection.execute(report_pages.insert(), rows)


async def _ranks(connection: AsyncConnection, keys: list[Key]) -> dict[Key, tuple[int, int]]:
    table = report_pages.c
    query = select(table.organization, table.year, table.month, table.measures, table.position).where(
        _IDENTITY.in_(keys)
    )
    return {
        (row.organization, row.year, row.month): (row.measures, row.position) for row in await connection.execute(query)
    }


def _row(page: ReportPage, body: bytes) -> dict[str, Any]:
    stamp = page.stamp
    return {
        "organization": page.organization,
        "year": page.year,
        "month": page.month,
        "cluster": stamp.cluster,
        "measures": stamp.measures,
        "position": stamp.position,
        "body": body,
    }
