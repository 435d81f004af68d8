"""What the tests of messaging are built of: events, everything that Kafka has, and waiting for what must come."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.topics import TOPICS, Topic
from shared.messaging.clients import admin, consumer
from shared.messaging.outbox.backlog import backlog
from shared.messaging.outbox.table import OutboxEvent, publish
from shared.messaging.readers.end_offsets import readable_end
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from shared.storage.database import Database

DEADLINE = 30.0

arrivals = Table(
    "arrivals",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("value", LargeBinary),
)
"""What a reader of these tests did: one row for each time that a record had its effect."""


async def eventually(condition: Callable[[], bool | Awaitable[bool]], *, within: float = DEADLINE) -> None:
    """Returns as soon as the condition holds; fails when it does not within this many seconds."""
    end = time.monotonic() + within
    while True:
        holds = condition()
        if holds if isinstance(holds, bool) else await holds:
            return
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


def in_a_frozen_moment(happening: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Lets something happen while this event loop stands still: nobody in it sees what was between."""
    thread = Thread(target=lambda: asyncio.run(happening()))
    thread.start()
    thread.join()


def event(matter: str = "520603-p-2014-1", sequence: int = 1, *, epoch: int = 1, payload: bytes = b"") -> OutboxEvent:
    return OutboxEvent(
        topic=Topic.PROPOSALS,
        matter=matter,
        epoch=epoch,
        sequence=sequence,
        type="proposal.filed.v1",
        payload=payload or f"{matter}/{epoch}/{sequence}".encode(),
        recorded_at=datetime.now(UTC),
    )


def matters(count: int) -> list[str]:
    """Of many organizations, so that every partition has some."""
    return [f"{520600 + n % 40}-p-2014-{n}" for n in range(count)]


async def commit(database: Database, *events: OutboxEvent) -> None:
    async with database.transaction() as connection:
        await publish(connection, list(events))


async def everything_is_published(database: Database) -> bool:
    return (await backlog(database)).pending == 0


async def made_again(kafka: KafkaSettings, topic: Topic) -> None:
    """The topic in the same cluster, deleted and made again; Apache Kafka says that it is there for a while after it was deleted."""
    client = admin(kafka)
    await client.start()

    async def is_gone() -> bool:
        return topic.value not in await client.list_topics()

    try:
        await client.delete_topics([topic.value])
        await eventually(is_gone)
    finally:
        await client.close()
    await create_topics(kafka)


async def records(kafka: KafkaSettings, topic: Topic = Topic.PROPOSALS) -> list[ConsumerRecord]:
    """Everything that the topic has now, in the order of each partition."""
    partitions = [TopicPartition(topic.value, number) for number in range(TOPICS[topic].partitions)]
    reader = consumer(kafka, fetch_wait_ms=50)
    await reader.start()
    try:
        reader.assign(partitions)
        for partition in partitions:
            reader.seek(partition, 0)
        found: list[ConsumerRecord] = []
        while [
            one for one in partitions if (end := readable_end(reader, one)) is None or end > await reader.position(one)
        ]:
            for some in (await reader.getmany(timeout_ms=100)).values():
                found += some
        return found
    finally:
        await reader.stop()


async def values(kafka: KafkaSettings, topic: Topic = Topic.PROPOSALS) -> list[bytes]:
    return [record.value for record in await records(kafka, topic)]


async def arrive(connection: AsyncConnection, reader: str, some: list[ConsumerRecord]) -> None:
    rows = [
        {"reader": reader, "place": f"{one.topic}/{one.partition}/{one.offset}", "value": one.value} for one in some
    ]
    await connection.execute(insert(arrivals), rows)


async def arrived(database: Database) -> list[bytes]:
    async with database.reading() as connection:
        return list((await connection.execute(select(arrivals.c.value).order_by(arrivals.c.id))).scalars())


async def arrived_count(database: Database) -> int:
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(arrivals)) or 0
