"""The consumer of `lianxi.reports`: stores the page with the highest stamp of each key; pages of another cluster are ignored.

A marker makes older pages void (`is_newest` is the rule; `shared/contracts/latest_pages.py` applies it in memory).

After a change of cluster the old pages stay readable, marked as being rebuilt, until the first page of the new cluster arrives.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
from aiokafka import ConsumerRecord
from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.freshness import REFILL_IDLE_TIME
from shared.committee.reports.tables import PageKey, page_key, report_feed, report_pages
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.pages import (
    MalformedPageError,
    ReportPage,
    SessionClaim,
    SnapshotMarker,
    breakdown_of,
    decode_report,
    decode_reported,
    encode_page,
)
from shared.contracts.stamps import Rank, is_newest
from shared.messaging.dead_letters import dead_letter
from shared.storage.statements import chunks
from shared.telemetry import metrics

READER = "reports"

_PORTION = 200
_NO_MARKER: Rank = (0, 0, 0)


async def reset(connection: AsyncConnection) -> None:
    """Begins a refill from another cluster."""
    await connection.execute(update(report_feed).values(cluster="", rebuilding=True))


async def apply(connection: AsyncConnection, records: list[ConsumerRecord], cluster: str) -> list[DeadLetter]:
    """Stores pages newer than the stored ones; returns dead letters for malformed records."""
    decoded = _decode_records(records, cluster)
    if decoded.pages or decoded.marker != _NO_MARKER:
        feed = await _advance_feed(connection, cluster, decoded, now=datetime.now(UTC))
        await _store_pages(connection, _newest(decoded.pages, feed.marker), feed.revision)
        _observe_age(decoded.pages)
        if decoded.marker != _NO_MARKER:
            await _void_pages(connection, feed)
    return decoded.dead_letters


def _newest(pages: list[tuple[ReportPage, bytes]], marker: Rank) -> dict[PageKey, tuple[ReportPage, bytes]]:
    """Returns the page with the highest rank of each key, without those that the marker has made void."""
    newest: dict[PageKey, tuple[ReportPage, bytes]] = {}
    for page, body in pages:
        known = newest.get(_key(page))
        if is_newest(page.stamp.rank, known=known[0].stamp.rank if known else None, marker=marker):
            newest[_key(page)] = page, body
    return newest


def _key(page: ReportPage) -> PageKey:
    return page.organization, page.year, page.month, breakdown_of(page) or ""


class _DecodedRecords(NamedTuple):
    """The decoded records; `written`: the time of the newest page."""

    pages: list[tuple[ReportPage, bytes]]
    marker: Rank
    dead_letters: list[DeadLetter]
    written: datetime


class _FeedVersion(NamedTuple):
    """The new revision of the feed, and the rank below which a page is void."""

    revision: int
    marker: Rank


def _decode_records(records: list[ConsumerRecord], cluster: str) -> _DecodedRecords:
    written, marker = datetime.fromtimestamp(0, UTC), _NO_MARKER
    pages: list[tuple[ReportPage, bytes]] = []
    dead_letters: list[DeadLetter] = []
    for record in records:
        try:
            message = decode_reported(record.value)
        except MalformedPageError as error:
            dead_letters.append(dead_letter(record, consumer=READER, reason=str(error)))
            continue
        if isinstance(message, SessionClaim) or message.stamp.cluster != cluster:
            continue
        if isinstance(message, SnapshotMarker):
            marker = max(marker, message.stamp.rank)
        else:
            pages.append((message, record.value))
            written = max(written, datetime.fromtimestamp(max(0, record.timestamp) / 1000, UTC))
    return _DecodedRecords(pages, marker, dead_letters, written)


async def _advance_feed(
    connection: AsyncConnection, cluster: str, decoded: _DecodedRecords, *, now: datetime
) -> _FeedVersion:
    """Updates the row of the feed; the first page of a cluster deletes all pages of the cluster before."""
    feed = (await connection.execute(select(report_feed))).one_or_none()
    same = feed is not None and feed.cluster == cluster
    marker, written, revision, rebuilding = decoded.marker, decoded.written, 1, False
    if feed is not None:
        revision = feed.revision + 1
        rebuilding = not same or (feed.rebuilding and now - feed.read_at < REFILL_IDLE_TIME)
    if feed is not None and same:
        marker = max(marker, (feed.marker_measures, feed.marker_session, feed.marker_position))
        written = max(feed.written_at, written)
    if feed is not None and not same:
        await connection.execute(report_pages.delete())
    row = {
        "cluster": cluster,
        "revision": revision,
        "read_at": now,
        "written_at": written,
        "rebuilding": rebuilding,
        **dict(zip(("marker_measures", "marker_session", "marker_position"), marker, strict=True)),
    }
    if feed is None:
        await connection.execute(report_feed.insert().values(id=1, **row))
    else:
        await connection.execute(update(report_feed).values(**row))
    return _FeedVersion(revision, marker)


def _observe_age(pages: list[tuple[ReportPage, bytes]]) -> None:
    """Observes the age, in seconds, of the oldest event that is in these reports for the first time."""
    since = [page.stamp.since for page, _ in pages if page.stamp.since is not None]
    if since:
        metrics.commit_to_report_seconds.observe(max(0.0, (datetime.now(UTC) - min(since)).total_seconds()))


async def _void_pages(connection: AsyncConnection, feed: _FeedVersion) -> None:
    """Empties the pages that a marker has made void; an empty row stays so that subscribers are notified of the change."""
    rank = tuple_(report_pages.c.measures, report_pages.c.session, report_pages.c.position)
    void = (await connection.execute(select(report_pages.c.body).where(rank < feed.marker))).scalars().all()
    pages = [msgspec.structs.replace(decode_report(body), own={}, subtree={}) for body in void]
    for some in chunks(pages, _PORTION):
        rows = [_columns(page, encode_page(page), feed.revision) for page in some]
        await connection.execute(report_pages.delete().where(page_key.in_([_key(page) for page in some])))
        await connection.execute(report_pages.insert(), rows)


async def _store_pages(
    connection: AsyncConnection, newest: dict[PageKey, tuple[ReportPage, bytes]], revision: int
) -> None:
    for some in chunks(newest.items(), _PORTION):
        stored = await _stored(connection, [key for key, _ in some])
        rows = [_row(page, body, stored.get(key), revision) for key, (page, body) in some]
        changed = [row for row in rows if row is not None]
        if changed:
            keys = [(row["organization"], row["year"], row["month"], row["breakdown"]) for row in changed]
            await connection.execute(report_pages.delete().where(page_key.in_(keys)))
            await connection.execute(report_pages.insert(), changed)


async def _stored(connection: AsyncConnection, keys: list[PageKey]) -> dict[PageKey, Row[Any]]:
    query = select(report_pages).where(page_key.in_(keys))
    rows = await connection.execute(query)
    return {(row.organization, row.year, row.month, row.breakdown): row for row in rows}


def _row(page: ReportPage, body: bytes, stored: Row[Any] | None, revision: int) -> dict[str, object] | None:
    """Returns the row of a page; None when it is older than the stored one. A page with equal figures keeps its revision."""
    stamp = page.stamp
    if stored is not None:
        if not is_newest(stamp.rank, known=(stored.measures, stored.session, stored.position)):
            return None
        before = decode_report(stored.body)
        if (before.own, before.subtree) == (page.own, page.subtree):
            revision = stored.revision
    return _columns(page, body, revision)


def _columns(page: ReportPage, body: bytes, revision: int) -> dict[str, object]:
    stamp = page.stamp
    return {
        "organization": page.organization,
        "year": page.year,
        "month": page.month,
        "breakdown": breakdown_of(page) or "",
        "cluster": stamp.cluster,
        "measures": stamp.measures,
        "session": stamp.session,
        "position": stamp.position,
        "revision": revision,
        "body": body,
    }
