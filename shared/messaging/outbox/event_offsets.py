"""The offsets stored in the outbox for published events: queries, and deletion so that events become pending again."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from aiokafka import ConsumerRecord, TopicPartition
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.record_values import event_in_value
from shared.contracts.topics import Topic, kept_for, kind_of, partition_count
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database
from shared.storage.timestamps import from_milliseconds

CHUNK = 1000
_MARGIN = timedelta(days=1)
_UNPUBLISHED = {"published_at": None, "cluster": None, "kafka_offset": None}


class PublishedRecord(NamedTuple):
    """The row of a published event of this outbox, and what its record in Kafka must be."""

    id: int
    offset: int
    payload: bytes
    published_at: datetime

    def is_at(self, record: ConsumerRecord | None) -> bool:
        """Returns whether this is the record found at the offset.

        A later copy of the event has another timestamp. In a truncated log it may have the same offset, and would prove nothing about
        the records before it.
        """
        if record is None or record.value is None:
            return False
        value = event_in_value(record.topic, record.value)
        return value == self.payload and from_milliseconds(record.timestamp) == self.published_at


def _in(cluster: str, partition: TopicPartition) -> ColumnElement[bool]:
    kind = kind_of(partition.topic)
    here = and_(outbox.c.cluster == cluster, outbox.c.topic == kind.value, _kept(kind))
    return here if partition_count(partition.topic) == 1 else and_(here, outbox.c.partition == partition.partition)


def _kept(topic: Topic) -> ColumnElement[bool]:
    """Returns the condition that an event cannot have expired from its topic: the absence of an expired one proves nothing."""
    time = kept_for(topic)
    return true() if time is None else outbox.c.published_at > datetime.now(UTC) - time + _MARGIN


_published = select(outbox.c.id, outbox.c.kafka_offset, outbox.c.payload, outbox.c.published_at)


def _is_needed() -> ColumnElement[bool]:
    """Returns the condition that an event is published to a new cluster: every one, but only the chunks that a topic still keeps.

    A chunk is several hundred kilobytes, and nobody waits for one that has expired.
    """
    return or_(outbox.c.topic != Topic.ATTACHMENTS.value, _kept(Topic.ATTACHMENTS))


def _until(moment: datetime) -> ColumnElement[bool]:
    return outbox.c.published_at <= moment


async def last_published(database: Database, cluster: str) -> datetime | None:
    """Returns the approximate time of the last publication to the cluster; None if there was none."""
    here = select(outbox.c.published_at).where(outbox.c.cluster == cluster).order_by(outbox.c.id.desc()).limit(1)
    async with database.reading() as connection:
        found: datetime | None = await connection.scalar(here)
        return found


async def highest(
    database: Database, cluster: str, partitions: Collection[TopicPartition], until: datetime
) -> dict[TopicPartition, PublishedRecord]:
    """Returns the event at the highest offset of each of these partitions, of those published by `until`."""
    found = {}
    async with database.reading() as connection:
        for partition in partitions:
            row = (
                await connection.execute(
                    _published.where(_in(cluster, partition), _until(until))
                    .order_by(outbox.c.kafka_offset.desc())
                    .limit(1)
                )
            ).first()
            if row is not None:
                found[partition] = PublishedRecord(*row)
    return found


async def after(
    database: Database, cluster: str, offsets: dict[TopicPartition, int], limit: int = CHUNK
) -> dict[TopicPartition, list[PublishedRecord]]:
    """Returns the first `limit` events of this outbox after the offset of each partition, by offset."""
    found = {}
    async with database.reading() as connection:
        for partition, offset in offsets.items():
            later = (_in(cluster, partition), outbox.c.kafka_offset > offset)
            query = _published.where(*later).order_by(outbox.c.kafka_offset).limit(limit)
            rows = (await connection.execute(query)).all()
            if rows:
                found[partition] = [PublishedRecord(*row) for row in rows]
    return found


async def count(database: Database, cluster: str, partition: TopicPartition, until: datetime) -> int:
    """Returns how many events of this outbox were published to the partition by `until`."""
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).where(_in(cluster, partition), _until(until))) or 0


async def nth(database: Database, cluster: str, partition: TopicPartition, until: datetime, n: int) -> PublishedRecord:
    """Returns the n-th of these events (from 0) by offset."""
    these = _published.where(_in(cluster, partition), _until(until))
    query = these.order_by(outbox.c.kafka_offset).limit(1).offset(n)
    async with database.reading() as connection:
        return PublishedRecord(*(await connection.execute(query)).one())


async def mark_pending_after(database: Database, cluster: str, partition: TopicPartition, offset: int) -> int:
    """Marks all events after this offset as pending; returns their number.

    Proceeds from the newest to the oldest: an interruption leaves a correct beginning and an incorrect remainder.
    """
    beyond = select(outbox.c.id).where(_in(cluster, partition), outbox.c.kafka_offset > offset)
    return await _mark_selected_pending(database, beyond.order_by(outbox.c.kafka_offset.desc()))


async def mark_pending_of_other_clusters(database: Database, cluster: str) -> int:
    """Marks all events published to another cluster as pending; returns their number."""
    elsewhere = or_(outbox.c.cluster < cluster, outbox.c.cluster > cluster)  # two ranges of the index
    return await _mark_selected_pending(database, select(outbox.c.id).where(elsewhere, _is_needed()))


async def mark_pending(database: Database, cluster: str, ids: Sequence[int]) -> int:
    """Marks those of these events that were published to this cluster as pending; returns their number."""
    total = 0
    for start in range(0, len(ids), CHUNK):
        here = select(outbox.c.id).where(outbox.c.id.in_(ids[start : start + CHUNK]), outbox.c.cluster == cluster)
        total += await _mark_selected_pending(database, here)
    return total


async def mark_all_pending(database: Database, topics: Collection[Topic]) -> int:
    """Marks all events ever published to these topics as pending; returns their number."""
    here = outbox.c.topic.in_([topic.value for topic in topics])
    published = select(outbox.c.id).where(here, outbox.c.published_at.is_not(None), _is_needed())
    return await _mark_selected_pending(database, published)


async def mark_subjects_pending(connection: AsyncConnection, topic: Topic, subjects: Collection[str]) -> None:
    """Marks all published events of a few subjects in this topic as pending, in the transaction of the caller."""
    here = (outbox.c.topic == topic.value, outbox.c.matter.in_(subjects), outbox.c.published_at.is_not(None))
    await connection.execute(update(outbox).where(*here).values(_UNPUBLISHED))


async def _mark_selected_pending(database: Database, rows: Select[tuple[int]]) -> int:
    """Marks the selected events as pending, in small transactions; returns their number."""
    mark = update(outbox).where(outbox.c.id.in_(rows.limit(CHUNK).scalar_subquery())).values(_UNPUBLISHED)
    total = 0
    while True:
        async with database.transaction() as connection:
            changed = (await connection.execute(mark)).rowcount
        total += changed
        if changed < CHUNK:
            return total
