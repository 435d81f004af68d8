"""The relay: publishes the committed events of the outbox to Kafka, in the order of the table, and retries until they are acknowledged."""

import asyncio
import time
from asyncio import Event, Future, TaskGroup
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from shared.contracts.record_values import headers_with, value_with
from shared.contracts.topics import SERVICE_TOPICS, Topic, partition_count
from shared.messaging.clients import discard_producer, producer
from shared.messaging.cluster import ClusterWatch
from shared.messaging.lease import Lease
from shared.messaging.outbox.backlog import PublishedEvent, backlog, mark_published, pending
from shared.messaging.outbox.repair import Repair
from shared.messaging.outbox.table import OutboxEvent
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause, run_until
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import check_topics
from shared.storage.database import Database
from shared.telemetry import metrics

BATCH = 1000
CHUNKS = 4
"""Chunks of attachments in a batch: about two megabytes."""
IDLE_SECONDS = 1.0
_ACKNOWLEDGED_SECONDS = 30.0
_MEASURE_SECONDS = 5.0
_PAUSE_FACTOR = 2
"""Pause as a multiple of the duration of a pass: under load the events of several commands are sent and marked together."""
_LONGEST_PAUSE = 0.1
"""Maximum of that pause in seconds."""

SealedBytes = Callable[[OutboxEvent], Awaitable[bytes]]
"""A function that returns the sealed bytes of a chunk, whose outbox row has the event only. They are the same for every call."""

Signatures = Callable[[Sequence[OutboxEvent]], Awaitable[list[bytes | None]]]
"""A function that returns the signature of each event, whose payload is the value of its record; None for those that are not signed."""


class _Record(NamedTuple):
    """The record of an event."""

    event: OutboxEvent
    value: bytes
    signature: bytes | None


_log = structlog.get_logger(__name__)


async def _unsigned(events: Sequence[OutboxEvent]) -> list[bytes | None]:
    """Returns no signatures."""
    return [None] * len(events)


class Relay:
    """Publishes the outbox of this database while the lease is held. It retries without a limit and skips no event.

    With `sealed` it publishes the chunks of attachments and nothing else, so that no event waits for them; without, everything else,
    and it repairs and measures the whole outbox.
    """

    def __init__(
        self,
        database: Database,
        kafka: KafkaSettings,
        lease: Lease,
        *,
        idle_seconds: float = IDLE_SECONDS,
        sealed: SealedBytes | None = None,
        signatures: Signatures = _unsigned,
    ) -> None:
        self.database = database
        self.kafka = kafka
        self.lease = lease
        self.signatures = signatures
        self.idle_seconds = idle_seconds
        self.repair = Repair(database, kafka)
        self.sealed = sealed
        self.topics = tuple(topic for topic in SERVICE_TOPICS if (topic is Topic.ATTACHMENTS) == (sealed is not None))
        self.batch = BATCH if sealed is None else CHUNKS
        self._woken = Event()
        self._retry = Retry("relay" if sealed is None else "chunk relay")

    @property
    def failing(self) -> bool:
        """Returns whether the last attempt failed."""
        return self._retry.failures > 0

    def wake(self) -> None:
        """Notifies the relay of a commit, so that it reads the outbox at once."""
        self._woken.set()

    async def run(self, stop: Event) -> None:
        """Relays and repairs until `stop`."""
        async with TaskGroup() as tasks:
            tasks.create_task(self.lease.guard(self._relay, stop))
            if self.sealed is None:
                tasks.create_task(self.lease.guard(self.repair.run, stop))
                tasks.create_task(run_until(stop, self._measure))

    async def _relay(self, stop: Event) -> None:
        await self._retry.run(self._publish_until_error, stop)

    async def _measure(self, stop: Event) -> None:
        await Retry("outbox metrics").run(self._report, stop)

    async def _report(self, stop: Event) -> None:
        """Sets the metrics of pending events every few seconds, on every replica, with or without the lease."""
        while not stop.is_set():
            found = await backlog(self.database)
            metrics.outbox_pending.set(found.pending)
            metrics.outbox_oldest_seconds.set(found.oldest_seconds)
            await pause(_MEASURE_SECONDS, stop)

    async def _publish_until_error(self, stop: Event) -> None:
        """Publishes with one producer to one cluster until `stop` or an error."""
        async with AsyncExitStack() as stack:
            watch = ClusterWatch(self.kafka)
            stack.push_async_callback(watch.close)
            cluster = await watch.ask()
            await self.repair.mark_pending_of_other_clusters(cluster)
            sender = producer(self.kafka)
            stack.push_async_callback(discard_producer, sender)
            await sender.start()
            while not stop.is_set():
                self._woken.clear()
                started_at = time.monotonic()
                batch = await pending(self.database, self.topics, self.batch)
                if batch:
                    sent = await self._send(sender, batch)
                    await watch.expect(cluster)
                    await mark_published(self.database, cluster, sent)
                    _count_sent(list(batch.values()))
                else:
                    await watch.expect_now_and_then(cluster)
                self._retry.succeeded()
                if len(batch) < self.batch:
                    await asyncio.sleep(min(_PAUSE_FACTOR * (time.monotonic() - started_at), _LONGEST_PAUSE))
                    await pause(self.idle_seconds, stop, self._woken)

    async def _send(self, sender: AIOKafkaProducer, batch: dict[int, OutboxEvent]) -> list[PublishedEvent]:
        """Sends a batch; logs which events are not published at the first failure only."""
        try:
            sent = await _send(sender, self.kafka, await self._records(list(batch.values())))
            return [PublishedEvent(id, each.offset, each.timestamp) for id, each in zip(batch, sent, strict=True)]
        except AssertionError:  # raised by aiokafka for a partition that does not exist
            await check_topics(self.kafka)
            raise
        except Exception as error:
            if not self.failing:
                _log.warning("publish_failed", **_batch_fields(list(batch.values())), error=repr(error))
            raise

    async def _records(self, events: list[OutboxEvent]) -> list[_Record]:
        """Returns the records of a batch."""
        sealed = self.sealed
        values = [each.payload if sealed is None else value_with(each.payload, await sealed(each)) for each in events]
        signed = [each._replace(payload=value) for each, value in zip(events, values, strict=True)]
        return list(map(_Record, events, values, await self.signatures(signed)))


async def _send(sender: AIOKafkaProducer, kafka: KafkaSettings, batch: Sequence[_Record]) -> list[RecordMetadata]:
    """Sends a batch in order and waits for all acknowledgements; raises if one is missing.

    All records of a batch have the same timestamp: aiokafka returns the timestamp of the first record of its batch for every record.
    """
    timestamp = time.time_ns() // 1_000_000
    futures: list[Future[RecordMetadata]] = []
    for event, value, signature in batch:
        future = await sender.send(
            kafka.own_topic(event.topic),
            value,
            key=event.matter.encode(),
            partition=event.partition % partition_count(kafka.own_topic(event.topic)),
            timestamp_ms=timestamp,
            headers=headers_with(signature),
        )
        future.add_done_callback(_retrieve_exception)
        futures.append(future)
    async with asyncio.timeout(_ACKNOWLEDGED_SECONDS):  # the idempotent producer may wait without a limit
        records = [await future for future in futures]
    if any(record.offset < 0 for record in records):
        raise KafkaError("an acknowledgement without an offset")
    return records


def _retrieve_exception(future: Future[RecordMetadata]) -> None:
    """Retrieves the exception of a future: only the first error of a batch is raised, and asyncio warns of exceptions not retrieved."""
    if not future.cancelled():
        future.exception()


def _count_sent(events: list[OutboxEvent]) -> None:
    for topic, number in Counter(event.topic for event in events).items():
        metrics.events_published.labels(topic).inc(number)
    _log.info("published", **_batch_fields(events))


def _batch_fields(events: list[OutboxEvent]) -> dict[str, str | int]:
    """Returns the log fields that describe a batch."""
    last = {"last_event_id": events[-1].id} if len(events) > 1 else {}
    return {"event_id": events[0].id, **last, "events": len(events)}
