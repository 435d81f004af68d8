"""Stretches of the log, and who knows how far they have been folded. Nothing in here, or in a fold, knows Faust."""

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from aiokafka import ConsumerRecord, TopicPartition


class Batch(NamedTuple):
    """Everything that the log holds from `start` up to, not including, `end`; `last`: where the log ended at the fetch."""

    partition: TopicPartition
    start: int
    end: int
    last: int
    records: list[ConsumerRecord]


class Positions(Protocol):
    """Where batches go. It alone knows how far each partition has been folded."""

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """These and no others are ours from now on."""

    def start(self, partition: TopicPartition, first: int) -> int:
        """Where to read on, in a log whose oldest record is `first`."""

    def positions(self) -> Mapping[TopicPartition, int]:
        """How far each partition of ours has been folded."""
