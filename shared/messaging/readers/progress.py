"""The lag of a reader and the time since its last progress, for readiness and metrics."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from aiokafka import TopicPartition

from shared.messaging.readers.end_offsets import OpenTransactions
from shared.telemetry import metrics

STALLED_SECONDS = 60.0
"""Seconds without progress after which a reader that is behind is reported as degraded."""


class _Moment(NamedTuple):
    monotonic: float
    time: datetime


def _now() -> _Moment:
    return _Moment(time.monotonic(), datetime.now(UTC))


class ReaderProgress:
    """The progress of one reader. `behind`: offsets still to be read; None while that is unknown, and then the metric is removed.

    `has_caught_up`: whether none were left to read at some time since it began to read; `times_caught_up`: how often the broker confirmed
    that everything was applied that it had.
    """

    def __init__(self, reader: str) -> None:
        self.reader = reader
        self.behind: int | None = None
        self.has_caught_up = False
        self.times_caught_up = 0
        self._moved: _Moment | None = None
        self._transactions = OpenTransactions(reader)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Measures progress inside the block; outside of it (another replica reads) no progress is expected."""
        self._moved = _now()
        metrics.reader_stalled_seconds.labels(self.reader).set_function(self.stalled_seconds)
        try:
            yield
        finally:
            self._moved = None
            metrics.reader_stalled_seconds.remove(self.reader)

    def moved(self) -> None:
        """Records progress: records were applied, or none are left to read."""
        if self._moved is not None:
            self._moved = _now()

    def stalled_seconds(self) -> float:
        """Returns the seconds since the last progress; 0 if everything is read, or if this process does not read."""
        moved = self._moved
        return 0.0 if moved is None or self.behind == 0 else time.monotonic() - moved.monotonic

    @property
    def stalled_since(self) -> datetime | None:
        """Returns the time of the last progress if it is at least `STALLED_SECONDS` ago, else None. Safe to read from other threads."""
        moved = self._moved
        return moved.time if moved is not None and self.stalled_seconds() >= STALLED_SECONDS else None

    def report(self, behind: int | None, withheld: Mapping[TopicPartition, int]) -> None:
        self._transactions.report(withheld)
        if behind is not None:
            self.behind = behind
            metrics.reader_position_behind.labels(self.reader).set(behind)
        if behind == 0:
            self.has_caught_up = True
            self.moved()

    def unknown(self) -> None:
        self._transactions.report({})
        self.has_caught_up = False
        if self.behind is not None:
            self.behind = None
            metrics.reader_position_behind.remove(self.reader)
