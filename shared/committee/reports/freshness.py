"""The freshness of the stored report pages."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.tables import report_feed

REFILL_IDLE_TIME = timedelta(seconds=5)
"""The time without a new page after which a refill has ended."""


class Freshness(NamedTuple):
    """The time of the newest page, whether a refill is in progress, and the revision, which rises when any page changes."""

    fresh_at: datetime | None
    rebuilding: bool
    revision: int


async def freshness_of(connection: AsyncConnection, now: datetime) -> Freshness:
    """Returns the freshness now. Until the first page of a new cluster arrives, the old pages count as being rebuilt."""
    row = (await connection.execute(select(report_feed))).one_or_none()
    if row is None:
        return Freshness(None, rebuilding=False, revision=0)
    waiting = not row.cluster
    rebuilding = waiting or (row.rebuilding and now - row.read_at < REFILL_IDLE_TIME)
    return Freshness(row.written_at, rebuilding=rebuilding, revision=row.revision)
