"""The pending and the published events of the outbox. Every transaction is short, because SQLite has one writer at a time."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from shared.contracts.envelope import event_id
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database


class PendingEvent(NamedTuple):
    """An event that Kafka has not acknowledged."""

    id: int
    topic: str
    partition: int
    matter: str
    epoch: int
    sequence: int
    payload: bytes

    @property
    def event_id(self) -> str:
        """Returns the id in the envelope of the event."""
        return event_id(self.matter, self.epoch, self.sequence)


class PublishedEvent(NamedTuple):
    """An event that Kafka has acknowledged at this offset of its partition."""

    id: int
    offset: int


class Backlog(NamedTuple):
    """The number of pending events, and the age of the oldest in seconds (0 if none is pending)."""

    pending: int
    oldest_seconds: float


_waiting = (
    select(*(outbox.c[name] for name in PendingEvent._fields))
    .where(outbox.c.published_at.is_(None))
    .order_by(outbox.c.id)
)

_mark = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(published_at=bindparam("at"), cluster=bindparam("in_cluster"), kafka_offset=bindparam("at_offset"))
)


async def pending(database: Database, limit: int) -> list[PendingEvent]:
    """Returns the pending events with the lowest ids, even below ids already sent: a transaction may commit a lower id late."""
    async with database.reading() as connection:
        return [PendingEvent(*row) for row in await connection.execute(_waiting.limit(limit))]


async def mark_published(database: Database, cluster: str, sent: list[PublishedEvent]) -> None:
    """Stores the cluster and the offsets of acknowledged events."""
    now = datetime.now(UTC)
    rows = [{"row": one.id, "at": now, "in_cluster": cluster, "at_offset": one.offset} for one in sent]
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
