"""The pending and the published events of the outbox. Every transaction is short, because SQLite has one writer at a time."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from shared.contracts.topics import Topic
from shared.messaging.outbox.table import OutboxEvent, outbox
from shared.storage.database import Database
from shared.storage.timestamps import from_milliseconds


class PublishedEvent(NamedTuple):
    """The row of an event that Kafka has acknowledged, and the offset and timestamp (Unix time in milliseconds) of its record."""

    id: int
    offset: int
    timestamp: int


class Backlog(NamedTuple):
    """The number of pending events, and the age of the oldest in seconds (0 if none is pending)."""

    pending: int
    oldest_seconds: float


_pending = (
    select(outbox.c.id, *(outbox.c[name] for name in OutboxEvent._fields))
    .where(outbox.c.published_at.is_(None))
    .order_by(outbox.c.id)
)

_mark = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(published_at=bindparam("at"), cluster=bindparam("in_cluster"), kafka_offset=bindparam("at_offset"))
)


async def pending(database: Database, topics: Collection[Topic], limit: int) -> dict[int, OutboxEvent]:
    """Returns the pending events of these topics with the lowest row ids, by id.

    Even ids below those already sent: a transaction may commit late.
    """
    query = _pending.where(outbox.c.topic.in_([topic.value for topic in topics])).limit(limit)
    async with database.reading() as connection:
        rows = await connection.execute(query)
        return {id: OutboxEvent(Topic(topic), *rest) for id, topic, *rest in rows}


async def mark_published(database: Database, cluster: str, sent: list[PublishedEvent]) -> None:
    """Stores the cluster, the offsets and the timestamps of acknowledged events."""
    rows = [
        {"row": one.id, "at": from_milliseconds(one.timestamp), "in_cluster": cluster, "at_offset": one.offset}
        for one in sent
    ]
    async with database.transaction() as connection:
        await connection.execute(_mark, rows)


async def backlog(database: Database) -> Backlog:
    """Returns the number of pending events and the age of the oldest."""
    async with database.reading() as connection:
        pending, oldest = (
            await connection.execute(
                select(func.count(), func.min(outbox.c.recorded_at)).where(outbox.c.published_at.is_(None))
            )
        ).one()
    return Backlog(pending, max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0.0)
