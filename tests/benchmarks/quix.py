"""Contenders with Quix Streams: `python -m tests.benchmarks.quix NAME BOOTSTRAP EVENTS`, with its packages on PYTHONPATH.

It gets one event at a time, as its documentation shows. Values are not decoded by Quix Streams, whose decoder is slower than ours.
"""

import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from aiokafka import ConsumerRecord
from quixstreams import Application, State, message_context

from tests.benchmarks.folds import Fold, NewestStatus, SimpleFold, TallyFold, nonzero, opened, total_of
from tests.benchmarks.log import PARTITIONS
from tests.benchmarks.meter import Meter, Result, collect_rarely, print_result


def plain(bootstrap: str, events: int, fold: Fold) -> Result:
    """Folds with state in dictionaries, which Quix Streams does not save."""
    meter = Meter(events)

    def update(value: bytes) -> None:
        where = message_context()
        fold.fold([ConsumerRecord(where.topic, where.partition, where.offset, 0, 0, None, value, None, 0, 0, ())])
        meter.saw(where.partition, where.offset + 1, 1)

    _run(bootstrap, events, lambda stream: stream.update(update))
    return meter.result(fold.totals())


def stored(bootstrap: str, events: int) -> Result:
    """Repeats the simple fold with state in the stores of Quix Streams (RocksDB), without changelog topics."""
    meter, counts = Meter(events), dict[str, int]()

    def add(state: State, key: str, amount: int) -> None:
        counts[key] = state.get(key, 0) + amount
        state.set(key, counts[key])

    def update(value: bytes, state: State) -> None:
        where = message_context()
        subject, newest = opened(value)
        known = state.get(subject)
        if known is None or tuple(known[:2]) < newest[:2]:
            state.set(subject, list(newest))
            if known is not None:
                add(state, total_of(subject, NewestStatus(*known).status), -1)
            add(state, total_of(subject, newest.status), 1)
        meter.saw(where.partition, where.offset + 1, 1)

    _run(bootstrap, events, lambda stream: stream.update(update, stateful=True))
    return meter.result(nonzero(counts.items()))


def _run(bootstrap: str, events: int, build: Callable[[Any], object]) -> None:
    with TemporaryDirectory() as folder:
        app = Application(
            bootstrap,
            consumer_group=f"quix-{uuid4().hex}",
            auto_offset_reset="earliest",
            auto_create_topics=False,
            use_changelog_topics=False,
            state_dir=folder,
            loglevel="ERROR",
        )
        topic = app.topic(PARTITIONS[0].topic, key_deserializer="bytes", value_deserializer="bytes")
        build(app.dataframe(topic))
        app.run(count=events, collect=False)


def contend(name: str, bootstrap: str, events: int) -> Result:
    """Runs a contender."""
    match name:
        case "tally":
            return plain(bootstrap, events, TallyFold())
        case "simple":
            return plain(bootstrap, events, SimpleFold())
        case "stored":
            return stored(bootstrap, events)
    raise ValueError(name)


if __name__ == "__main__":
    collect_rarely()
    print_result(contend(sys.argv[1], sys.argv[2], int(sys.argv[3])))
