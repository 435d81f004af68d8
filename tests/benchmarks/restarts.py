"""The restart time of a tally by the length of its log."""

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
    """The median seconds after a kill -9, with checkpoints of a log of this many events."""

    events: int
    megabytes: float
    seconds: float


async def measure(kafka: KafkaSettings, var: Path, lengths: Sequence[int], rounds: int) -> list[Restart]:
    """Measures each length; all events are folded and in checkpoints before the first kill."""
    found, written = [], 0
    for length in lengths:
        await fill(kafka, length, begin=written)
        await _saved(kafka, var, length - written)
        written = length
        seconds = [await workers.restart(kafka, var) for _ in range(rounds)]
        found.append(Restart(length, megabytes(var / "checkpoints" / "tally"), statistics.median(seconds)))
    return found


async def _saved(kafka: KafkaSettings, var: Path, events: int) -> None:
    """Waits until a tally has folded everything and all its checkpoint ages are zero."""
    process = workers.tally(kafka, var)
    try:
        async with asyncio.timeout(_CATCHING_UP_SECONDS):
            while workers.folded(process) < events or workers.value_of(process, "lianxi_checkpoint_age_seconds"):  # noqa: ASYNC110 - of another process
                await asyncio.sleep(_POLL_SECONDS)
    finally:
        process.kill()
