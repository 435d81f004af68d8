"""How fresh the pages are."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.tables import report_feed

QUIET = timedelta(seconds=5)
"""A refill is over when no page has come for so long."""


class Freshness(NamedTuple):
    """When the newest page was written, whether a refill is going on, and what rises when any page changes."""

    written_at: datetime | None
    rebuilding: bool
    revision: int


async def freshness_of(connection: AsyncConnection, now: datetime) -> Freshness:
    """The state of the pages now. Between two clusters, before the first page of the new one, the old pages are shown as such."""
    row = (await connection.execute(select(report_feed))).one_or_none()
    if row is None:
        return Freshness(None, rebuilding=False, revision=0)
    waiting = not row.cluster
    rebuilding = waiting or (row.rebuilding and now - row.read_at < QUIET)
    return Freshness(row.written_at, rebuilding=rebuilding, revision=row.revision)
