"""Fetched ranges of the log, and the interface of the owner of the positions. Independent of Faust, as the stream processors are."""

import zlib
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, Protocol

from aiokafka import ConsumerRecord, TopicPartition


class Batch(NamedTuple):
    """All records of a partition in the offsets [start, end); `last`: the end offset of the readable log at the fetch.

    Transaction markers and aborted records have offsets and are not in `records`, which may be empty.
    """

    partition: TopicPartition
    start: int
    end: int
    last: int
    records: list[ConsumerRecord]

    def slices(self, most: int) -> Iterator["Batch"]:
        """Yields batches of at most `most` records, one after the other, which together cover the same offsets."""
        start = self.start
        for first in range(0, max(1, len(self.records)), most):
            records = self.records[first : first + most]
            end = records[-1].offset + 1 if first + most < len(self.records) else self.end
            yield Batch(self.partition, start, end, self.last, records)
            start = end


class RecordDigest(NamedTuple):
    """The offset and checksum of a folded record, by which a changed log is detected."""

    offset: int
    digest: int

    @classmethod
    def of(cls, record: ConsumerRecord) -> "RecordDigest":
        return cls(record.offset, zlib.crc32(record.value or b"", record.timestamp & 0xFFFFFFFF))


class Bounds(NamedTuple):
    """The first offset of a partition, and its end offset at assignment (or a little less: some brokers return a lower one)."""

    first: int
    end: int


class PositionOwner(Protocol):
    """The owner of the positions up to which partitions have been folded. The consumer reads from these positions."""

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Replaces the set of assigned partitions."""

    async def begin(self, bounds: Mapping[TopicPartition, Bounds]) -> Mapping[TopicPartition, int]:
        """Opens the assigned partitions and returns the position from which to read each."""

    def positions(self) -> Mapping[TopicPartition, int]:
        """Returns the folded position of each assigned partition."""
