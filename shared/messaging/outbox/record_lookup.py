"""Lookup of records by offset. It fetches them, because the embedded broker answers `end_offsets` wrongly."""

import asyncio
from bisect import bisect_left

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from shared.messaging.clients import close_consumer, consumer
from shared.messaging.settings import KafkaSettings

_ANSWER_SECONDS = 15.0
_READ_SECONDS = 60.0
_AT_ONCE = 500
_SEEK_DISTANCE = 500
"""Distance in offsets from which a seek is cheaper than reading: about the number of records of one fetch."""
_FETCHED_BYTES = 1 << 18
"""Bytes per partition and fetch; a larger record is fetched alone."""


async def record_at(
    kafka: KafkaSettings, offsets: dict[TopicPartition, int]
) -> dict[TopicPartition, ConsumerRecord | None]:
    """Returns the record at the offset of each partition; None if there is none. Raises `TimeoutError` as `records_in`."""
    if not offsets:
        return {}
    found = await records_in(kafka, {one: [offset] for one, offset in offsets.items()}, within=_ANSWER_SECONDS)
    return {one: found[one].get(offset) for one, offset in offsets.items()}


async def records_in(
    kafka: KafkaSettings, offsets: dict[TopicPartition, list[int]], *, within: float = _READ_SECONDS
) -> dict[TopicPartition, dict[int, ConsumerRecord]]:
    """Returns the existing records at these offsets (ascending, in each partition); fetches and discards records between near ones.

    Raises `TimeoutError` if a partition does not answer, because that does not prove that records are missing.
    """
    found: dict[TopicPartition, dict[int, ConsumerRecord]] = {partition: {} for partition in offsets}
    reader = consumer(kafka, fetch_wait_ms=100, partition_bytes=_FETCHED_BYTES)
    try:
        await reader.start()
        reader.assign(list(offsets))
        for partition, wanted in offsets.items():
            reader.seek(partition, wanted[0])
        unfinished = set(offsets)
        async with asyncio.timeout(within):
            while unfinished:
                unfinished -= await _fetch_once(reader, offsets, unfinished, found)
    finally:
        await close_consumer(reader)
    return found


async def _fetch_once(
    reader: AIOKafkaConsumer,
    offsets: dict[TopicPartition, list[int]],
    unfinished: set[TopicPartition],
    found: dict[TopicPartition, dict[int, ConsumerRecord]],
) -> set[TopicPartition]:
    """Fetches once, adds the requested records to `found` and returns the partitions that are finished."""
    try:
        fetched = await reader.getmany(*unfinished, timeout_ms=200, max_records=_AT_ONCE)
    except OffsetOutOfRangeError as error:
        return unfinished & set(error.args[0])
    for partition, records in fetched.items():
        wanted = set(offsets[partition])
        found[partition] |= {record.offset: record for record in records if record.offset in wanted}
    ended = {one for one in unfinished if await _is_over(reader, one, offsets[one][-1])}
    reader.pause(*ended)
    for partition in fetched.keys() - ended:
        await _skip_ahead(reader, partition, offsets[partition])
    return ended


async def _skip_ahead(reader: AIOKafkaConsumer, partition: TopicPartition, wanted: list[int]) -> None:
    """Seeks to the next requested offset if that saves a fetch."""
    position = await reader.position(partition)
    following = wanted[bisect_left(wanted, position)]
    if following - position > _SEEK_DISTANCE:
        reader.seek(partition, following)


async def _is_over(reader: AIOKafkaConsumer, partition: TopicPartition, last: int) -> bool:
    """Returns whether the partition has been read up to the offset `last`, or to its end."""
    position, end = await reader.position(partition), reader.highwater(partition)
    return position > last or (end is not None and position >= end)
