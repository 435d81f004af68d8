"""Long work of a stream processor in slices, between which the event loop serves Kafka, the checkpoints and the metrics port."""

import asyncio
import time
from collections.abc import AsyncIterator

from services.aggregation.batches import Batch
from services.aggregation.processor import RejectedRecord, StreamProcessor
from shared.telemetry import metrics

MOST_RECORDS = {"tally": 10_000, "rollup": 150}
"""Records of a slice: a page takes the rollup 0.3 ms; a tally folds the events of a matter together."""
_BATCH_SECONDS = {"tally": metrics.tally_batch_seconds, "rollup": metrics.rollup_batch_seconds}


class Slices:
    """Folds batches, and settles what is published next, one slice after the other."""

    def __init__(self, processor: StreamProcessor) -> None:
        self._processor = processor
        self._lock = asyncio.Lock()

    async def fold(self, batch: Batch) -> AsyncIterator[list[RejectedRecord] | None]:
        """Yields what the processor returns for each slice of a batch; its position is then at the end of this slice."""
        spent = 0.0
        for part in batch.slices(MOST_RECORDS[self._processor.name]):
            async with self._lock:
                started = time.perf_counter()
                rejected = self._processor.fold(part)
                spent += time.perf_counter() - started
            yield rejected
            await asyncio.sleep(0)
        _BATCH_SECONDS[self._processor.name].observe(spent)

    async def settle(self) -> None:
        """Settles until nothing is left. No record is folded meanwhile: there would be no end while records come."""
        async with self._lock:
            while not self._processor.settle():  # noqa: ASYNC110 - each call does a part
                await asyncio.sleep(0)
