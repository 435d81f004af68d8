"""The folds of the folding benchmarks: that of the tally, and a simple one, which every stream processor can repeat."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

import msgspec
from aiokafka import ConsumerRecord

from services.aggregation.batches import Batch
from services.aggregation.tally.processor import Tally
from tests.benchmarks.log import PARTITIONS


class Fold(Protocol):
    """Folds records of one partition, in their order."""

    def fold(self, records: list[ConsumerRecord]) -> None: ...

    def totals(self) -> Mapping[str, int]:
        """Returns the result, if contenders can be compared by it."""


class NoFold:
    """Folds nothing."""

    def fold(self, records: list[ConsumerRecord]) -> None: ...

    def totals(self) -> Mapping[str, int]:
        return {}


class TallyFold:
    """The fold of the tally, without pages and checkpoints."""

    def __init__(self) -> None:
        self._tally = Tally("benchmark")
        for partition in PARTITIONS:
            self._tally.open(partition, 0)

    def fold(self, records: list[ConsumerRecord]) -> None:
        first, end = records[0], records[-1].offset + 1
        if self._tally.fold(Batch(PARTITIONS[first.partition], first.offset, end, end, records)) != []:
            raise RuntimeError("the log does not connect, or has events that cannot be counted")

    def totals(self) -> Mapping[str, int]:
        return {}


class _Step(msgspec.Struct, array_like=True, gc=False):
    day: str
    status: str


class _Facts(msgspec.Struct, gc=False):
    steps: list[_Step]


class _Data(msgspec.Struct, gc=False):
    facts: _Facts


class _Event(msgspec.Struct, gc=False):
    subject: str
    epoch: int
    sequence: int
    data: _Data


class NewestStatus(NamedTuple):
    """The newest version of a matter, and its status in this version."""

    epoch: int
    sequence: int
    status: str


_decode = msgspec.json.Decoder(_Event).decode


def opened(value: bytes) -> tuple[str, NewestStatus]:
    """Returns the matter of an event and its status after it."""
    event = _decode(value)
    return event.subject, NewestStatus(event.epoch, event.sequence, event.data.facts.steps[-1].status)


def total_of(subject: str, status: str) -> str:
    """Returns the key under which a matter is counted: `organization/status`."""
    return f"{subject.partition('-')[0]}/{status}"


class SimpleFold:
    """The newest status of each matter, and the number of matters by organization and status.

    `changed`: keys of the totals that have changed since the caller last cleared it.
    """

    def __init__(
        self, matters: Mapping[str, NewestStatus] | None = None, counts: Mapping[str, int] | None = None
    ) -> None:
        self.matters = dict(matters or {})
        self.counts = dict(counts or {})
        self.changed: set[str] = set()

    def fold(self, records: Iterable[ConsumerRecord]) -> None:
        matters = self.matters
        for record in records:
            subject, newest = opened(record.value)
            known = matters.get(subject)
            if known is not None and known[:2] >= newest[:2]:
                continue
            matters[subject] = newest
            if known is None:
                self._add(total_of(subject, newest.status), 1)
            elif known.status != newest.status:
                self._add(total_of(subject, known.status), -1)
                self._add(total_of(subject, newest.status), 1)

    def _add(self, key: str, amount: int) -> None:
        self.counts[key] = self.counts.get(key, 0) + amount
        self.changed.add(key)

    def totals(self) -> Mapping[str, int]:
        return nonzero(self.counts.items())


def nonzero(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Returns the totals without those that have become zero."""
    return {key: count for key, count in counts if count}
