"""A simple fold in our delivery and in other stream processors, on the same log, alternately. A wrong result ends the benchmark."""

from collections.abc import Mapping
from functools import lru_cache

from shared.messaging.settings import KafkaSettings
from tests.benchmarks.folding import SHARES, Folding, contend
from tests.benchmarks.folds import SimpleFold
from tests.benchmarks.log import PARTITIONS, events
from tests.benchmarks.meter import Result
from tests.support.events import record

_READING = "drain"
_PROCESSES = {
    "worker": "simple-worker",
    "loop": "simple-loop",
    _READING: "drain",
    "faust": "simple-faust",
    "tables": "simple-tables",
}


class WrongResultError(Exception):
    """A contender has other totals than the plain fold of the same events; the message names it."""


async def measure(kafka: KafkaSettings, count: int, rounds: int) -> Folding:
    """Measures all contenders on a log that is written already; raises `WrongResultError` unless their totals are right."""
    rates: dict[str, list[float]] = {name: [] for name in _PROCESSES}
    processor: dict[str, list[float]] = {name: [] for name in _PROCESSES}
    for _ in range(rounds):
        for name, process in _PROCESSES.items():
            share = count // SHARES.get(name, 1)
            result = await contend(process, kafka, share)
            check(name, result, count, share)
            rates[name].append(result.rate)
            processor[name].append(result.processor)
    return Folding(rates, processor)


def check(name: str, result: Result, count: int, share: int) -> None:
    """Compares the result of a contender that folded `share` of `count` events; of the one that only reads, the number of events alone."""
    folded = sum(result.positions.values())
    if folded != share:
        raise WrongResultError(f"{name} folded {folded} events instead of {share}")
    if name != _READING and result.totals != expected(count, tuple(sorted(result.positions.items()))):
        raise WrongResultError(f"{name} has other totals than the plain fold")


@lru_cache(maxsize=1)
def expected(count: int, positions: tuple[tuple[int, int], ...]) -> Mapping[str, int]:
    """Returns the totals after folding each partition of the log up to its position."""
    fold, ends, offsets = SimpleFold(), dict(positions), dict.fromkeys(range(len(PARTITIONS)), 0)
    for tp, value in events(count):
        if (offset := offsets[tp.partition]) < ends.get(tp.partition, 0):
            fold.fold([record(tp, offset, value)])
        offsets[tp.partition] = offset + 1
    return fold.totals()
