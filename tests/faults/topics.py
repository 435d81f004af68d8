"""What stands in the topics: which events, which dead letters, and where each partition ends. Read on from where it was."""

import asyncio
from collections.abc import Iterable
from random import Random
from typing import NamedTuple
from uuid import uuid4

import msgspec
from aiokafka import AIOKafkaProducer, TopicPartition

from shared.contracts.dead_letters import decode_dead_letter
from shared.contracts.topics import EVENT_TOPICS, TOPICS, Topic
from shared.messaging.clients import discard_producer, producer
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings

_READ = (*EVENT_TOPICS, Topic.DEAD_LETTERS, Topic.TALLIES)


def partitions(topics: Iterable[Topic]) -> list[TopicPartition]:
    """All of these topics."""
    return [TopicPartition(topic.value, number) for topic in topics for number in range(TOPICS[topic].partitions)]


_PARTITIONS = partitions(_READ)
_ACKNOWLEDGED_SECONDS = 20.0
NONSENSE = b"nonsense"
"""The key of what nobody can read."""


class _Envelope(msgspec.Struct):
    id: str


_envelope = msgspec.json.Decoder(_Envelope).decode


class Told(NamedTuple):
    """A record of an event topic."""

    partition: TopicPartition
    key: bytes | None
    value: bytes


class Place(NamedTuple):
    """Where a record stands."""

    topic: str
    partition: int
    offset: int


class Topics:
    """`ids`: of every event, and how often it stands there; `letters`: of which records there are dead letters; `ends`: of partitions."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self.kafka = kafka
        self.forget()

    def forget(self) -> None:
        """The log is another one now."""
        self.ids: dict[str, int] = {}
        self.told: list[Told] = []
        self.letters: set[Place] = set()
        self.ends = dict.fromkeys(_PARTITIONS, 0)

    async def read(self) -> None:
        """Everything that has come since the last time."""
        session = ConsumerSession(self.kafka, self.ends)
        try:
            await session.start()
            while await session.behind() != 0:
                records = await session.fetch()
                self.ends.update(session.reached(records))
                for record in records:
                    self._take(Told(TopicPartition(record.topic, record.partition), record.key, record.value))
        finally:
            await session.close()

    def _take(self, record: Told) -> None:
        topic = record.partition.topic
        if topic == Topic.DEAD_LETTERS:
            letter = decode_dead_letter(record.value)
            self.letters.add(Place(letter.topic, letter.partition, letter.offset))
        elif topic != Topic.TALLIES and record.key != NONSENSE:
            try:
                id = _envelope(record.value).id
            except msgspec.MsgspecError:
                return
            self.ids[id] = self.ids.get(id, 0) + 1
            self.told.append(record)

    def some(self, dice: Random, count: int) -> list[Told]:
        """Events that were told before, in any order, some of them twice."""
        return [dice.choice(self.told) for _ in range(count)] if self.told else []


async def put(kafka: KafkaSettings, records: Iterable[Told]) -> list[Place]:
    """Write records straight into their partitions; where they stand. Raises when they are not acknowledged."""
    sender = producer(kafka)
    try:
        await sender.start()
        futures = [await sender.send(tp.topic, value, key=key, partition=tp.partition) for tp, key, value in records]
        async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):
            places = await asyncio.gather(*futures)
        return [Place(place.topic, place.partition, place.offset) for place in places]
    finally:
        await discard_producer(sender)


async def put_and_abort(kafka: KafkaSettings, records: Iterable[Told]) -> None:
    """Writes records in a transaction that is aborted: they stand in the log, with a marker behind them, and never happened."""
    sender = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=uuid4().hex)
    await sender.start()
    try:
        await sender.begin_transaction()
        for tp, key, value in records:
            await sender.send_and_wait(tp.topic, value, key=key, partition=tp.partition)
        await sender.abort_transaction()
    finally:
        await discard_producer(sender)
