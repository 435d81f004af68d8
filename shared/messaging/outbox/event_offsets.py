"""Where the outbox believes its events to be, and how to take that belief back."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from aiokafka import TopicPartition
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, update

from shared.contracts.topics import TOPICS, Topic, kept_for
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database

CHUNK = 1000
_MARGIN = timedelta(days=1)


class PublishedOffset(NamedTuple):
    """An event of ours and the offset at which Kafka acknowledged it."""

    offset: int
    payload: bytes


def _in(cluster: str, partition: TopicPartition) -> ColumnElement[bool]:
    here = and_(
        outbox.c.cluster == cluster, outbox.c.topic == partition.topic, outbox.c.partition == partition.partition
    )
    return and_(here, _kept(Topic(partition.topic)))


def _kept(topic: Topic) -> ColumnElement[bool]:
    """Not so old that the topic may have let it go: that it is gone proves nothing."""
    time = kept_for(topic)
    return true() if time is None else outbox.c.published_at > datetime.now(UTC) - time + _MARGIN


_placed = select(outbox.c.kafka_offset, outbox.c.payload)


class RecentEvent(NamedTuple):
    """An event of ours that was published a short while ago."""

    id: int
    offset: int
    payload: bytes


def _until(moment: datetime) -> ColumnElement[bool]:
    return outbox.c.published_at <= moment


async def last_published(database: Database, cluster: str) -> datetime | None:
    """About when the last event was published there; None: none was."""
    here = select(outbox.c.published_at).where(outbox.c.cluster == cluster).order_by(outbox.c.id.desc()).limit(1)
    async with database.reading() as connection:
        found: datetime | None = await connection.scalar(here)
        return found


async def highest(database: Database, cluster: str, until: datetime) -> dict[TopicPartition, PublishedOffset]:
    """The event at the highest offset of each partition, of those that were published until then."""
    found = {}
    async with database.reading() as connection:
        for topic, settings in TOPICS.items():
            for number in range(settings.partitions):
                partition = TopicPartition(topic.value, number)
                row = (
                    await connection.execute(
                        _placed.where(_in(cluster, partition), _until(until))
                        .order_by(outbox.c.kafka_offset.desc())
                        .limit(1)
                    )
                ).first()
                if row is not None:
                    found[partition] = PublishedOffset(*row)
    return found


async def after(
    database: Database, cluster: str, offsets: dict[TopicPartition, int]
) -> dict[TopicPartition, list[RecentEvent]]:
    """The first `CHUNK` of our events behind this offset of each partition, by offset."""
    found = {}
    async with database.reading() as connection:
        for partition, offset in offsets.items():
            behind = (_in(cluster, partition), outbox.c.kafka_offset > offset)
            query = select(outbox.c.id, outbox.c.kafka_offset, outbox.c.payload).where(*behind)
            rows = (await connection.execute(query.order_by(outbox.c.kafka_offset).limit(CHUNK))).all()
            if rows:
                found[partition] = [RecentEvent(*row) for row in rows]
    return found


async def count(database: Database, cluster: str, partition: TopicPartition, until: datetime) -> int:
    """How many events of ours, published until then, are believed to be there."""
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).where(_in(cluster, partition), _until(until))) or 0


async def nth(database: Database, cluster: str, partition: TopicPartition, until: datetime, n: int) -> PublishedOffset:
    """The n-th of them (from 0) by offset."""
    these = _placed.where(_in(cluster, partition), _until(until))
    query = these.order_by(outbox.c.kafka_offset).limit(1).offset(n)
    async with database.reading() as connection:
        return PublishedOffset(*(await connection.execute(query)).one())


async def forget_after(database: Database, cluster: str, partition: TopicPartition, offset: int) -> int:
    """Everything believed to be beyond this offset waits again; returns how many events that was.

    From the newest to the oldest: wherever this is interrupted, a right beginning and a wrong rest are left.
    """
    beyond = select(outbox.c.id).where(_in(cluster, partition), outbox.c.kafka_offset > offset)
    return await _forget(database, beyond.order_by(outbox.c.kafka_offset.desc()))


async def forget_other_clusters(database: Database, cluster: str) -> int:
    """Everything that was sent to another cluster waits again; returns how many events that was."""
    elsewhere = or_(outbox.c.cluster < cluster, outbox.c.cluster > cluster)  # two ranges of the index
    return await _forget(database, select(outbox.c.id).where(elsewhere))


async def forget(database: Database, cluster: str, ids: Sequence[int]) -> int:
    """These events, as far as they are believed to be in this cluster, wait again; returns how many that was."""
    total = 0
    for start in range(0, len(ids), CHUNK):
        here = select(outbox.c.id).where(outbox.c.id.in_(ids[start : start + CHUNK]), outbox.c.cluster == cluster)
        total += await _forget(database, here)
    return total


async def forget_everything(database: Database, topics: Collection[Topic]) -> int:
    """All that was ever sent to these topics waits again; returns how many events that was."""
    here = outbox.c.topic.in_([topic.value for topic in topics])
    return await _forget(database, select(outbox.c.id).where(here, outbox.c.published_at.is_not(None)))


async def _forget(database: Database, rows: Select[tuple[int]]) -> int:
    """In small transactions."""
    forget = (
        update(outbox)
        .where(outbox.c.id.in_(rows.limit(CHUNK).scalar_subquery()))
        .values(published_at=None, cluster=None, kafka_offset=None)
    )
    total = 0
    while True:
        async with database.transaction() as connection:
            changed = (await connection.execute(forget)).rowcount
        total += changed
        if changed < CHUNK:
            return total
