"""What Kafka holds of the topics that services write: as much of each event as its version needs."""

from collections.abc import AsyncIterator, Iterable
from typing import NamedTuple

import msgspec
from aiokafka import ConsumerRecord

from shared.contracts.envelope import Version
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.messaging.readers.whole import Look, everything, unseen
from shared.messaging.settings import Kafka


class _Head(msgspec.Struct, gc=False):
    source: str
    subject: str
    type: str
    epoch: Version
    sequence: Version


class Held(NamedTuple):
    """An event that Kafka holds. `speaker`: the key of the organization that says so."""

    topic: Topic
    subject: str
    speaker: str
    type: str
    version: tuple[int, int]
    value: bytes


_head = msgspec.json.Decoder(_Head).decode


async def held(kafka: Kafka, topics: Iterable[Topic], *, cluster: str, look: Look = unseen) -> AsyncIterator[Held]:
    """Yields every event of these topics; what is none, or stands where nobody looks for it, is passed over.

    `WithheldError`: an open transaction hides some; what is missing from an incomplete scan would be taken for lost.
    """
    async for record in everything(kafka, topics, cluster=cluster, look=look, require_all=True):
        event = event_in(record)
        if event is not None:
            yield event


def event_in(record: ConsumerRecord) -> Held | None:
    """The event in a record; None: whoever reads it has put it aside."""
    try:
        head = _head(record.value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if partition_of(head.subject) != record.partition:
        return None
    speaker = head.source.rpartition("/")[2]
    return Held(Topic(record.topic), head.subject, speaker, head.type, (head.epoch, head.sequence), record.value)
