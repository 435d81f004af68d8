"""What the worker needs to know of a stage; tally and rollup are the two."""

from typing import NamedTuple, Protocol

from aiokafka import ConsumerRecord

from services.aggregation.batches import Batch, Positions
from shared.contracts.topics import Topic


class Page(NamedTuple):
    """A record to send."""

    key: bytes
    value: bytes


class Rejected(NamedTuple):
    """A record that could not be read or counted, and why."""

    record: ConsumerRecord
    reason: str


class Stage(Positions, Protocol):
    """Folds batches and gives away what has changed. Knows nothing of Faust."""

    name: str
    reads: tuple[Topic, ...]
    writes: Topic

    def fold(self, batch: Batch) -> list[Rejected] | None:
        """Count a batch; None: it does not connect, read again from the position."""

    def take(self) -> list[Page]:
        """What has changed since the last time."""

    def refresh(self) -> None:
        """Everything has changed: what was taken did not arrive."""
