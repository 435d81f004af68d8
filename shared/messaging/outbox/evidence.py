"""What Kafka has at an offset, by fetching it: the embedded broker answers `end_offsets` wrongly."""

import asyncio

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from shared.messaging.clients import consumer, leave
from shared.messaging.settings import Kafka

_ANSWER_SECONDS = 15.0


async def values_at(kafka: Kafka, offsets: dict[TopicPartition, int]) -> dict[TopicPartition, bytes | None]:
    """The value at this offset of each partition; None where there is no such record. `TimeoutError`: as `records_at`."""
    found = await records_at(kafka, offsets)
    return {partition: record and record.value for partition, record in found.items()}


async def records_at(kafka: Kafka, offsets: dict[TopicPartition, int]) -> dict[TopicPartition, ConsumerRecord | None]:
    """The record at this offset of each partition; None where there is none.

    Raises `TimeoutError` when a partition does not answer: silence proves nothing.
    """
    found: dict[TopicPartition, ConsumerRecord | None] = {}
    if not offsets:
        return found
    reader = consumer(kafka, fetch_wait_ms=100)
    try:
        await reader.start()
        reader.assign(list(offsets))
        for partition, offset in offsets.items():
            reader.seek(partition, offset)
        async with asyncio.timeout(_ANSWER_SECONDS):
            while missing := offsets.keys() - found.keys():
                await _look(reader, offsets, missing, found)
    finally:
        await leave(reader)
    return found


async def _look(
    reader: AIOKafkaConsumer,
    offsets: dict[TopicPartition, int],
    missing: set[TopicPartition],
    found: dict[TopicPartition, ConsumerRecord | None],
) -> None:
    """One fetch. A partition whose end is known and not beyond the offset has no record there."""
    try:
        fetched = await reader.getmany(*missing, timeout_ms=200, max_records=len(missing))
    except OffsetOutOfRangeError as error:
        fetched = {}
        found.update(dict.fromkeys(error.args[0]))
    for partition, records in fetched.items():
        first = records[0]
        found[partition] = first if first.offset == offsets[partition] else None
        reader.pause(partition)
    for partition in missing - found.keys():
        end = reader.highwater(partition)
        if end is not None and end <= offsets[partition]:
            found[partition] = None
