"""What the worker needs to know of a stage; tally and rollup are the two."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

from aiokafka import ConsumerRecord, TopicPartition

from services.aggregation.batches import Batch, RecordDigest
from services.aggregation.partition_progress import PartitionProgress
from shared.contracts.topics import Topic


class OutputRecord(NamedTuple):
    """A record to send."""

    key: bytes
    value: bytes


class RejectedRecord(NamedTuple):
    """A record that could not be read or counted, and why."""

    record: ConsumerRecord
    reason: str


class ProcessorState(NamedTuple):
    """All that a partition has been folded to, together with its position. Keys and values never change; the tables are the owner's."""

    position: int
    digests: tuple[RecordDigest, ...]
    tables: Mapping[str, Mapping[Any, Any]]


class StreamProcessor(Protocol):
    """Folds batches and gives away what has changed. Knows nothing of Faust, of Kafka or of files."""

    name: str
    reads: tuple[Topic, ...]
    writes: Topic
    tables: Mapping[str, Any]
    """Of a state: name -> the type of its items, `(key, value)`."""

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Forget all partitions but these; those not yet opened come by `open`."""

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: ProcessorState | None = None) -> None:
        """Fold this partition from here on, or from where the state is."""

    def partitions(self) -> Mapping[TopicPartition, PartitionProgress]:
        """The partitions that are open."""

    def fold(self, batch: Batch) -> list[RejectedRecord] | None:
        """Count a batch; None: it does not connect, read again from the position."""

    def take(self, session: int, limit: int) -> list[OutputRecord]:
        """What has changed and was not yet taken, at most about so many; empty: nothing has."""

    def refresh(self) -> None:
        """Everything has to be sent again: what was taken did not arrive."""

    def renew(self, share: float) -> None:
        """So much of everything is sent again, each time the next part of it."""

    def prepare(self, tp: TopicPartition, limit: int) -> bool:
        """Do a part of the work for a state; True: all is done, `state` costs next to nothing now."""

    def state(self, tp: TopicPartition) -> ProcessorState:
        """Of an open partition, as it is now; what is folded later does not change it."""
