"""The folding speed of the tally, compared with its fold in a plain loop, with plain Faust and with reading only, alternately."""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import CalledProcessError
from typing import NamedTuple

from shared.messaging.settings import KafkaSettings
from tests.benchmarks import workers
from tests.benchmarks.meter import Result, decode_result

SHARES = {"faust": 20, "tables": 100}
"""The slow contenders read this fraction of the events: all of them would take minutes."""


class Folding(NamedTuple):
    """Events per second of each contender in each round; ratios are medians of the ratios of a round.

    `processor`: seconds of processor time for an event, where they are measured.
    """

    rates: Mapping[str, list[float]]
    processor: Mapping[str, list[float]] = {}

    def median(self, name: str) -> float:
        return statistics.median(self.rates[name])

    def ratio(self, name: str) -> float:
        """Returns the ratio of the worker to this contender."""
        return statistics.median(
            ours / theirs for ours, theirs in zip(self.rates["worker"], self.rates[name], strict=True)
        )


async def measure(kafka: KafkaSettings, events: int, rounds: int) -> Folding:
    """Measures all contenders on a log that is written already."""
    rates: dict[str, list[float]] = {"worker": [], "loop": [], "drain": [], "faust": []}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as var:
            rates["worker"].append(await workers.rate(kafka, events, Path(var)))
        for name in ("loop", "drain", "faust"):
            rates[name].append((await contend(name, kafka, events // SHARES.get(name, 1))).rate)
    return Folding(rates)


async def contend(name: str, kafka: KafkaSettings, events: int) -> Result:
    """Runs a contender in a process of its own, whose last line is its result; raises `CalledProcessError` if it fails."""
    command = (sys.executable, "-m", "tests.benchmarks.contenders", name, kafka.bootstrap, str(events))
    child = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await child.communicate()
    if child.returncode:
        raise CalledProcessError(child.returncode, command)
    return decode_result(output.splitlines()[-1])
