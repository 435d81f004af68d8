"""What Kafka holds of the topics that services write: as much of each event as its version needs."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

import msgspec
from aiokafka import ConsumerRecord

from shared.contracts.envelope import Version
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.messaging.readers.full_scan import OnProgress, no_progress, scan
from shared.messaging.settings import KafkaSettings


class _Head(msgspec.Struct, gc=False):
    source: str
    subject: str
    type: str
    epoch: Version
    sequence: Version


class KafkaEvent(NamedTuple):
    """An event that Kafka holds. `speaker`: the key of the organization that says so."""

    topic: Topic
    subject: str
    producer: str
    type: str
    version: tuple[int, int]
    value: bytes


_head = msgspec.json.Decoder(_Head).decode


async def kafka_events(
    kafka: KafkaSettings, topics: Iterable[Topic], *, cluster: str, on_progress: OnProgress = no_progress
) -> AsyncIterator[KafkaEvent]:
    """Yields every event of these topics; what is none, or stands where nobody looks for it, is passed over.

    `OpenTransactionError`: an open transaction hides some; what is missing from an incomplete scan would be taken for lost.
    """
    async for record in scan(kafka, topics, cluster=cluster, on_progress=on_progress, require_all=True):
        event = event_in(record)
        if event is not None:
            yield event


def event_in(record: ConsumerRecord) -> KafkaEvent | None:
    """The event in a record; None: whoever reads it has put it aside."""
    try:
        head = _head(record.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if partition_of(head.subject) != record.partition:
        return None
    producer = head.source.rpartition("/")[2]
    return KafkaEvent(Topic(record.topic), head.subject, producer, head.type, (head.epoch, head.sequence), record.value)
