"""The events in Kafka, of the topics that services write: only the attributes of the envelope are decoded."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

import msgspec
from aiokafka import ConsumerRecord

from shared.contracts.envelope import VersionNumber
from shared.contracts.record_values import event_in_value
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, kind_of, partition_count, writer_of
from shared.contracts.writers import EventWriter
from shared.messaging.readers.full_scan import OnProgress, no_progress, scan
from shared.messaging.settings import KafkaSettings


class _Head(msgspec.Struct, gc=False):
    source: str
    subject: str
    type: str
    epoch: VersionNumber
    sequence: VersionNumber


class KafkaEvent(NamedTuple):
    """An event in Kafka. `producer`: the key of the organization that produced it; `writer`: the service that writes its topic."""

    topic: Topic
    subject: str
    producer: str
    type: str
    version: tuple[int, int]
    value: bytes
    writer: EventWriter | None = None


_head = msgspec.json.Decoder(_Head).decode


async def kafka_events(
    kafka: KafkaSettings,
    topics: Iterable[Topic],
    *,
    cluster: str,
    on_progress: OnProgress = no_progress,
    writer: EventWriter | None = None,
) -> AsyncIterator[KafkaEvent]:
    """Yields every event of these topics, of those of one writer or of all; skips records that are no events or are in the wrong partition.

    Raises `OpenTransactionError` if an open transaction withholds records: an incomplete scan would report them as lost.
    """
    async for record in scan(kafka, topics, cluster=cluster, on_progress=on_progress, require_all=True, writer=writer):
        event = event_in(record)
        if event is not None:
            yield event


def event_in(record: ConsumerRecord) -> KafkaEvent | None:
    """Returns the event in a record; None if it is malformed, and therefore a dead letter of its consumers."""
    value = event_in_value(record.topic, record.value or b"")
    try:
        head = _head(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if partition_of(head.subject) % partition_count(record.topic) != record.partition:
        return None
    version = head.epoch, head.sequence
    return KafkaEvent(
        *(kind_of(record.topic), head.subject, _producer(head), head.type, version, value),
        writer=writer_of(record.topic),
    )


def producer_of(payload: bytes) -> str:
    """Returns the organization that produced an event of the outbox."""
    return _producer(_head(payload))


def _producer(head: _Head) -> str:
    return head.source.rpartition("/")[2]
