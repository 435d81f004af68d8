"""The contents of the topics: events, dead letters, and the end of each partition. They are read incrementally."""

import asyncio
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple
from uuid import uuid4

import msgspec
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.structs import RecordMetadata

from shared.contracts.dead_letters import decode_dead_letter
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.messaging.clients import discard_producer, producer
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of

_READ = (*EVENT_TOPICS, Topic.DEAD_LETTERS, Topic.TALLIES)


_PARTITIONS = partitions_of(_READ)
_ACKNOWLEDGED_SECONDS = 20.0
FOREIGN_KEY = b"foreign"
"""The key of records that no service has published."""


class _Envelope(msgspec.Struct):
    id: str


_envelope = msgspec.json.Decoder(_Envelope).decode


class EventRecord(NamedTuple):
    """A record of an event topic."""

    partition: TopicPartition
    key: bytes | None
    value: bytes
    headers: Sequence[tuple[str, bytes]] = ()
    """With the signature of the service that published it."""


class Place(NamedTuple):
    """The place of a record."""

    topic: str
    partition: int
    offset: int


class TopicRecords:
    """`ids`: event id -> number of records; `letters`: records with dead letters; `ends`: end offsets of partitions."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self.kafka = kafka
        self.forget()

    def forget(self) -> None:
        """Resets everything, because the log is a different one."""
        self.ids: dict[str, int] = {}
        self.events: list[EventRecord] = []
        self.letters: set[Place] = set()
        self.ends = dict.fromkeys(_PARTITIONS, 0)

    async def read(self) -> None:
        """Reads the records since the last call."""
        session = ConsumerSession(self.kafka, self.ends)
        try:
            await session.start()
            while await session.behind() != 0:
                records = await session.fetch()
                self.ends.update(session.reached(records))
                for record in records:
                    partition = TopicPartition(record.topic, record.partition)
                    self._take(EventRecord(partition, record.key, record.value, record.headers))
        finally:
            await session.close()

    def _take(self, record: EventRecord) -> None:
        topic = record.partition.topic
        if topic == Topic.DEAD_LETTERS:
            letter = decode_dead_letter(record.value)
            self.letters.add(Place(letter.topic, letter.partition, letter.offset))
        elif topic != Topic.TALLIES and record.key != FOREIGN_KEY:
            try:
                id = _envelope(record.value).id
            except msgspec.MsgspecError:
                return
            self.ids[id] = self.ids.get(id, 0) + 1
            self.events.append(record)

    def some(self, rng: Random, count: int) -> list[EventRecord]:
        """Returns past events in random order, some of them twice."""
        return [rng.choice(self.events) for _ in range(count)] if self.events else []


async def put(kafka: KafkaSettings, records: Iterable[EventRecord]) -> list[Place]:
    """Writes records directly into their partitions; returns their places. Raises when they are not acknowledged."""
    sender = producer(kafka)
    try:
        await sender.start()
        futures = [await _send(sender, record) for record in records]
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            places = await asyncio.gather(*futures)
        return [Place(place.topic, place.partition, place.offset) for place in places]
    finally:
        await discard_producer(sender)


async def put_and_abort(kafka: KafkaSettings, records: Iterable[EventRecord]) -> None:
    """Writes records in a transaction that is aborted: the log contains them, followed by a marker, but consumers skip them."""
    sender = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=uuid4().hex)
    await sender.start()
    try:
        await sender.begin_transaction()
        for record in records:
            await (await _send(sender, record))
        await sender.abort_transaction()
    finally:
        await discard_producer(sender)


async def _send(sender: AIOKafkaProducer, record: EventRecord) -> asyncio.Future[RecordMetadata]:
    tp, key, value, headers = record
    sent: asyncio.Future[RecordMetadata]
    sent = await sender.send(tp.topic, value, key=key, partition=tp.partition, headers=list(headers))
    return sent
