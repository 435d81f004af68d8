"""The folding speed of the tally, compared with its fold in a plain loop, with plain Faust and with reading only, alternately."""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from shared.messaging.settings import KafkaSettings
from tests.benchmarks import workers

FAUST_SHARE = 20
"""Plain Faust reads this fraction of the events: all of them would take minutes."""


class Folding(NamedTuple):
    """Events per second of each contender in each round; ratios are medians of the ratios of a round."""

    rates: Mapping[str, list[float]]

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
            rates[name].append(await _contender(name, kafka, events if name != "faust" else events // FAUST_SHARE))
    return Folding(rates)


async def _contender(name: str, kafka: KafkaSettings, events: int) -> float:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.contenders", name, kafka.bootstrap, str(events)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await child.communicate()
    return float(said)
