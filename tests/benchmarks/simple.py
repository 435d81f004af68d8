"""A simple fold in our delivery and in other stream processors, on the same log, alternately. A wrong result ends the benchmark."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from shared.messaging.settings import KafkaSettings
from tests.benchmarks import peers
from tests.benchmarks.folding import SHARES, Folding, available, contend
from tests.benchmarks.folds import SimpleFold
from tests.benchmarks.log import PARTITIONS, events
from tests.benchmarks.meter import Result
from tests.support.events import record

_READING = "drain"


class WrongResultError(Exception):
    """A contender has other totals than the plain fold of the same events; the message names it."""


async def measure(kafka: KafkaSettings, count: int, rounds: int, folder: Path) -> Folding:
    """Measures all contenders on a log that is written already; raises `WrongResultError` unless their totals are right.

    `folder`: for the state of Kafka Streams.
    """
    contenders, missing = available(
        {
            "worker": lambda: peers.python("simple-worker"),
            "loop": lambda: peers.python("simple-loop"),
            _READING: lambda: peers.python("drain"),
            "faust": lambda: peers.python("simple-faust"),
            "tables": lambda: peers.python("simple-tables"),
            "quix": lambda: peers.quix("simple"),
            "quix-stored": lambda: peers.quix("stored"),
            "streams-memory": lambda: peers.kafka_streams("memory", folder),
            "streams-changelog": lambda: peers.kafka_streams("changelog", folder),
            "streams-rocksdb": lambda: peers.kafka_streams("rocksdb", folder),
        }
    )
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    processor: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            share = count // SHARES.get(name, 1)
            result = await contend(contender, kafka, share)
            check(name, result, count, share)
            rates[name].append(result.rate)
            processor[name].append(result.processor)
    return Folding(rates, processor, missing)


def check(name: str, result: Result, count: int, share: int) -> None:
    """Compares the result of a contender that folded `share` of `count` events; of the one that only reads, the number of events alone."""
    folded = sum(result.positions.values())
    if folded != share:
        raise WrongResultError(f"{name} folded {folded} events instead of {share}")
    if name != _READING and result.totals != expected(count, tuple(sorted(result.positions.items()))):
        raise WrongResultError(f"{name} has other totals than the plain fold")


@lru_cache(maxsize=8)
def expected(count: int, positions: tuple[tuple[int, int], ...]) -> Mapping[str, int]:
    """Returns the totals after folding each partition of the log up to its position."""
    fold, ends, offsets = SimpleFold(), dict(positions), dict.fromkeys(range(len(PARTITIONS)), 0)
    for tp, value in events(count):
        if (offset := offsets[tp.partition]) < ends.get(tp.partition, 0):
            fold.fold([record(tp, offset, value)])
        offsets[tp.partition] = offset + 1
    return fold.totals()
