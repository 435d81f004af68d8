"""Stretches of the log, and who knows how far they have been folded. Nothing in here, or in a fold, knows Faust."""

import zlib
from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from aiokafka import ConsumerRecord, TopicPartition


class Batch(NamedTuple):
    """Everything that the log holds from `start` up to, not including, `end`; `last`: where what can be read ended at the fetch.

    Transaction markers and aborted records have offsets and are no records: `records` may be empty.
    """

    partition: TopicPartition
    start: int
    end: int
    last: int
    records: list[ConsumerRecord]


class RecordDigest(NamedTuple):
    """What is remembered of a record, to see later whether the log is still the one that was folded."""

    offset: int
    digest: int

    @classmethod
    def of(cls, record: ConsumerRecord) -> "RecordDigest":
        return cls(record.offset, zlib.crc32(record.value or b"", record.timestamp & 0xFFFFFFFF))


class Bounds(NamedTuple):
    """Where a partition begins, and where it ended when it was given to us (or a little before: some brokers answer less)."""

    first: int
    end: int


class Positions(Protocol):
    """Where batches go. It alone knows how far each partition has been folded."""

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """These and no others are ours from now on."""

    async def begin(self, bounds: Mapping[TopicPartition, Bounds]) -> Mapping[TopicPartition, int]:
        """Where to read on."""

    def positions(self) -> Mapping[TopicPartition, int]:
        """How far each partition of ours has been folded."""
