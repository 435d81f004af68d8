"""How long a tally needs to be at work again, by the length of the log behind it."""

import asyncio
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from shared.messaging.settings import KafkaSettings
from tests.benchmarks import workers
from tests.benchmarks.log import fill
from tests.benchmarks.pauses import megabytes

_POLL_SECONDS = 0.2
_CATCHING_UP_SECONDS = 1800.0


class Restart(NamedTuple):
    """Median seconds after a kill -9, with checkpoints of a log of so many events."""

    events: int
    megabytes: float
    seconds: float


async def measure(kafka: KafkaSettings, var: Path, lengths: Sequence[int], rounds: int) -> list[Restart]:
    """The log grows from one length to the next; each time everything is folded and saved before the first kill."""
    found, written = [], 0
    for length in lengths:
        await fill(kafka, length, begin=written)
        await _saved(kafka, var, length - written)
        written = length
        seconds = [await workers.restart(kafka, var) for _ in range(rounds)]
        found.append(Restart(length, megabytes(var / "checkpoints" / "tally"), statistics.median(seconds)))
    return found


async def _saved(kafka: KafkaSettings, var: Path, events: int) -> None:
    """A tally folds what is new and writes its checkpoints: when their ages are zero, everything is in them."""
    process = workers.tally(kafka, var)
    try:
        async with asyncio.timeout(_CATCHING_UP_SECONDS):
            while workers.folded(process) < events or workers.value_of(process, "lianxi_checkpoint_age_seconds"):  # noqa: ASYNC110 - of another process
                await asyncio.sleep(_POLL_SECONDS)
    finally:
        process.kill()
