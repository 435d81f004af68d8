"""The pauses of the stream while a checkpoint is written."""

import asyncio
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from services.aggregation.batches import Batch
from services.aggregation.checkpointer import Checkpointer
from services.aggregation.checkpoints import Checkpoints
from services.aggregation.tally.matters import MATTERS
from services.aggregation.tally.processor import Tally
from shared.contracts.subjects import partition_of
from tests.benchmarks.log import KEYS, PARTITIONS, VERSIONS, events
from tests.support.events import record

_TICK_SECONDS = 0.001


class Pause(NamedTuple):
    """`longest`: of the event loop, in seconds; `spent`: on one checkpoint of `megabytes`. `memory`: bytes of a matter beside its id."""

    matters: int
    memory: float
    megabytes: float
    spent: float
    longest: float


async def measure(matters: int, folder: Path) -> Pause:
    """Measures one partition with this many matters."""
    tally, partition = Tally("benchmark"), PARTITIONS[0]
    tally.open(partition, 0)
    keys = [key for key in KEYS if partition_of(key) == partition.partition]
    records = [record(partition, offset, value) for offset, (_, value) in enumerate(events(matters * VERSIONS, keys))]
    tally.fold(Batch(partition, 0, len(records), len(records), records))
    checkpoints = Checkpoints(folder, "benchmark", tally.tables)
    checkpoints.prepare()
    saving = Checkpointer(tally, checkpoints, settled=lambda: True)
    longest = asyncio.create_task(_longest_gap())
    await asyncio.sleep(0)
    started = time.perf_counter()
    await saving.save(partition)
    spent = time.perf_counter() - started
    longest.cancel()
    table = tally.state(partition).tables[MATTERS]
    return Pause(matters, _memory(table) / matters, megabytes(folder), spent, await longest)


def _memory(table: Mapping[str, bytes]) -> int:
    """Returns the bytes of the table and of its values, without those of its keys."""
    return sys.getsizeof(table) + sum(map(sys.getsizeof, table.values()))


def megabytes(folder: Path) -> float:
    """Returns the size of all files in the folder."""
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


async def _longest_gap() -> float:
    """Returns the longest time between two iterations of the event loop, until it is cancelled."""
    longest, before = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            now = time.perf_counter()
            longest, before = max(longest, now - before - _TICK_SECONDS), now
    except asyncio.CancelledError:
        return longest
