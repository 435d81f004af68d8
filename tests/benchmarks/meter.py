"""The meter of every contender of the folding benchmarks, and the result that the process of a contender prints."""

import gc
import sys
import time
from collections.abc import Mapping

import msgspec

FROM, TO = 0.10, 0.95
"""The part of the events in which the speed is measured: without start and end."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The result of a contender.

    `rate`: events per second; `processor`: seconds of processor time for each event, of all threads; `positions`: of each partition, to
    which it was folded; `totals`: matters by `organization/status`, if these were counted.
    """

    rate: float
    processor: float
    positions: Mapping[int, int]
    totals: Mapping[str, int]


class Meter:
    """A meter of events per second between two marks, which notes the positions. `is_done`: all events are folded."""

    def __init__(self, events: int) -> None:
        self._events = events
        self._marks = [int(events * FROM), int(events * TO)]
        self._passed: list[tuple[float, float, int]] = []
        self._seen = 0
        self._positions: dict[int, int] = {}

    def saw(self, partition: int, position: int, events: int) -> None:
        """Counts events of a partition, which is now folded up to `position`."""
        self._positions[partition] = position
        self._seen += events
        if len(self._passed) < len(self._marks) and self._seen >= self._marks[len(self._passed)]:
            self._passed.append((time.perf_counter(), time.process_time(), self._seen))

    @property
    def is_done(self) -> bool:
        return self._seen >= self._events

    def result(self, totals: Mapping[str, int]) -> Result:
        (begin, begin_processor, first), (end, end_processor, last) = self._passed
        return Result(
            rate=(last - first) / (end - begin),
            processor=(end_processor - begin_processor) / (last - first),
            positions=self._positions,
            totals=totals,
        )


_encode = msgspec.json.Encoder().encode
decode_result = msgspec.json.Decoder(Result).decode


def print_result(result: Result) -> None:
    """Prints the result as a line."""
    sys.stdout.buffer.write(_encode(result) + b"\n")


def collect_rarely() -> None:
    """Sets the garbage collection as the worker does."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
