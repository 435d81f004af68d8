"""The folding speed of the tally, compared with its fold in other programs and with reading only, alternately."""

import asyncio
import os
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CalledProcessError
from typing import NamedTuple

from shared.messaging.settings import KafkaSettings
from tests.benchmarks import peers, workers
from tests.benchmarks.meter import Result, decode_result
from tests.benchmarks.peers import Contender, MissingPeerError

SHARES = {"faust": 20, "tables": 100, "quix-stored": 5}
"""The slow contenders read this fraction of the events: all of them would take minutes."""


class Folding(NamedTuple):
    """Events per second of each contender in each round; ratios are medians of the ratios of a round.

    `processor`: seconds of processor time for an event, where they are measured; `missing`: a sentence for each contender that cannot run.
    """

    rates: Mapping[str, list[float]]
    processor: Mapping[str, list[float]] = {}
    missing: Sequence[str] = ()

    def median(self, name: str) -> float:
        return statistics.median(self.rates[name])

    def ratio(self, name: str) -> float:
        """Returns the ratio of the worker to this contender."""
        return statistics.median(
            ours / theirs for ours, theirs in zip(self.rates["worker"], self.rates[name], strict=True)
        )


async def measure(kafka: KafkaSettings, events: int, rounds: int) -> Folding:
    """Measures all contenders on a log that is written already."""
    contenders, missing = available(
        {
            "loop": lambda: peers.python("loop"),
            "drain": lambda: peers.python("drain"),
            "faust": lambda: peers.python("faust"),
            "quix": lambda: peers.quix("tally"),
        }
    )
    rates: dict[str, list[float]] = {name: [] for name in ("worker", *contenders)}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as var:
            rates["worker"].append(await workers.rate(kafka, events, Path(var)))
        for name, contender in contenders.items():
            rates[name].append((await contend(contender, kafka, events // SHARES.get(name, 1))).rate)
    return Folding(rates, missing=missing)


def available(contenders: Mapping[str, Callable[[], Contender]]) -> tuple[dict[str, Contender], list[str]]:
    """Returns the contenders that can run here, and a sentence for each that cannot."""
    found, missing = {}, []
    for name, contender in contenders.items():
        try:
            found[name] = contender()
        except MissingPeerError as reason:
            missing.append(str(reason))
    return found, list(dict.fromkeys(missing))


async def contend(contender: Contender, kafka: KafkaSettings, events: int) -> Result:
    """Runs a contender, whose last line is its result; raises `CalledProcessError` if it fails."""
    command = (*contender.command, kafka.bootstrap, str(events))
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **contender.environment},
    )
    output, _ = await child.communicate()
    if child.returncode:
        raise CalledProcessError(child.returncode, command)
    return decode_result(output.splitlines()[-1])
