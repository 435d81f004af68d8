"""The speed of a real tally on a real log."""

import asyncio
import re
import time
from pathlib import Path

from shared.messaging.settings import KafkaSettings
from tests.benchmarks.meter import FROM, TO
from tests.support.workers import WorkerProcess

_POLL_SECONDS = 0.2
_QUICK_POLL_SECONDS = 0.025
_LOOKING_SECONDS = 1800.0


def tally(kafka: KafkaSettings, var: Path) -> WorkerProcess:
    """Starts a tally with its checkpoints in `var`."""
    return WorkerProcess("tally", kafka, var, LIANXI_KAFKA_IDEMPOTENT="true", LIANXI_INSTANCE="benchmark")


def folded(process: WorkerProcess) -> int:
    """Returns the number of events counted since its start."""
    found = re.search(r'lianxi_tally_records_total\{topic="lianxi.proposals"\} (\S+)', process.get("/metrics"))
    return int(float(found.group(1))) if found else 0


def value_of(process: WorkerProcess, metric: str) -> float:
    """Returns the sum of a metric over all labels."""
    return sum(
        float(value) for value in re.findall(rf"^{metric}(?:{{.*}})? (\S+)$", process.get("/metrics"), re.MULTILINE)
    )


async def rate(kafka: KafkaSettings, events: int, var: Path) -> float:
    """Returns the events per second of a tally that reads from the beginning, including pages and checkpoints."""
    process = tally(kafka, var)
    samples: list[tuple[float, int]] = []
    try:
        async with asyncio.timeout(_LOOKING_SECONDS):
            while not samples or samples[-1][1] < events * TO:
                await asyncio.sleep(_POLL_SECONDS)
                samples.append((time.perf_counter(), folded(process)))
    finally:
        process.kill()
    (begin, first), (end, last) = next(each for each in samples if each[1] >= events * FROM), samples[-1]
    return (last - first) / (end - begin)


async def restart(kafka: KafkaSettings, var: Path) -> float:
    """Returns the seconds from the restart of a killed tally to its first acknowledged page."""
    started = time.perf_counter()
    process = tally(kafka, var)
    try:
        async with asyncio.timeout(_LOOKING_SECONDS):
            while not value_of(process, "lianxi_pages_published_total"):  # noqa: ASYNC110 - of another process
                await asyncio.sleep(_QUICK_POLL_SECONDS)
        return time.perf_counter() - started
    finally:
        process.kill()
