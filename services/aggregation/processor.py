"""The interface between the worker and a stream processor: tally or rollup. The label `stage` of metrics is the name of the processor."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from aiokafka import ConsumerRecord, TopicPartition

from services.aggregation.batches import Batch, RecordDigest
from services.aggregation.partition_progress import PartitionProgress
from shared.contracts.topics import Topic


class OutputRecord(NamedTuple):
    """A record to publish."""

    key: bytes
    value: bytes


class RejectedRecord(NamedTuple):
    """A record that could not be decoded or counted, and the reason."""

    record: ConsumerRecord
    reason: str


class ProcessorState(NamedTuple):
    """The complete state of a partition at a position. Keys and values are immutable; the tables belong to whoever receives them."""

    position: int
    digests: tuple[RecordDigest, ...]
    tables: Mapping[str, Mapping[Any, Any]]


class StreamProcessor(Protocol):
    """Folds batches and returns changed pages. Independent of Faust, of Kafka clients and of files."""

    name: str
    reads: tuple[Topic, ...]
    writes: Topic
    tables: Mapping[str, Any]
    """The tables of a state: name -> the type of its items, `(key, value)`."""

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Closes all partitions except these; new ones follow by `open`."""

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: ProcessorState | None = None) -> None:
        """Opens a partition at `position`, or at the position of `state`."""

    def partitions(self) -> Mapping[TopicPartition, PartitionProgress]:
        """Returns the open partitions."""

    def fold(self, batch: Batch) -> list[RejectedRecord] | None:
        """Folds a batch and returns the rejected records; None: records before it are missing, read again from the position."""

    def take(self, session: int, limit: int) -> list[OutputRecord]:
        """Returns the pages that changed since they were last taken, at most about `limit`; empty: none changed."""

    def settle(self) -> bool:
        """Does a part of what `take` would have to do at once; returns whether nothing is left. Takes about 50 ms."""

    def is_behind(self) -> bool:
        """Returns whether pages are still to be computed, so that `take` has to be called again soon, even without new records."""

    def refresh(self) -> None:
        """Marks all pages as pending: pages that were taken may not have been published."""

    def renew(self, share: float) -> None:
        """Marks the next `share` (0 to 1) of all pages as pending, in rotation."""

    def prepare(self, tp: TopicPartition, limit: int) -> bool:
        """Packs at most `limit` pages for a state; True: all are packed, so `state` is cheap now."""

    def state(self, tp: TopicPartition) -> ProcessorState:
        """Returns a snapshot of the state of an open partition; later folds do not change it."""
