"""Writes checkpoints beside the stream, as often as their cost allows."""

import asyncio
import time
from collections.abc import Callable

import structlog
from aiokafka import TopicPartition

from services.aggregation.checkpoints import Checkpoints
from services.aggregation.processor import StreamProcessor
from shared.telemetry import metrics

_EVERY_SECONDS = 5.0
"""No partition more often."""
_SHARE = 0.05
"""Of the time, at most, goes into checkpoints."""
_LOOK_SECONDS = 0.5
_AFTER_ERROR_SECONDS = 10.0
_PAGES = 500
"""Packed at a stretch: a few milliseconds."""

_log = structlog.get_logger(__name__)


class Checkpointer:
    """`settled`: whether everything before the positions is done with, dead letters too."""

    def __init__(self, processor: StreamProcessor, checkpoints: Checkpoints, settled: Callable[[], bool]) -> None:
        self._processor = processor
        self._checkpoints = checkpoints
        self._settled = settled
        self._saved: dict[TopicPartition, tuple[float, int]] = {}  # when, and at which position

    async def run(self) -> None:
        """For ever: whatever has moved and has waited longest comes next."""
        while True:
            self._publish_metrics()
            due = self._due()
            pause = _LOOK_SECONDS if due is None or not self._settled() else await self.save(due)
            await asyncio.sleep(pause)

    def _due(self) -> TopicPartition | None:
        now = time.monotonic()
        due = [
            (self._saved[tp][0], tp)
            for tp, progress in self._processor.partitions().items()
            if progress.digests
            and progress.position != self._saved[tp][1]
            and now - self._saved[tp][0] >= _EVERY_SECONDS
        ]
        return min(due)[1] if due else None

    async def save(self, tp: TopicPartition) -> float:
        """Write a checkpoint of this partition; how long to pause now."""
        while tp in self._processor.partitions() and not self._processor.prepare(tp, _PAGES):  # noqa: ASYNC110 - it works
            await asyncio.sleep(0)
        if tp not in self._processor.partitions() or not self._settled():
            return 0.0
        started = time.monotonic()
        state = self._processor.state(tp)
        try:
            size = await asyncio.to_thread(self._checkpoints.save, tp, state)
        except OSError as error:
            _log.warning("checkpoint not written", topic=tp.topic, partition=tp.partition, error=str(error))
            return _AFTER_ERROR_SECONDS
        spent = time.monotonic() - started
        metrics.checkpoint_seconds.observe(spent)
        self._saved[tp] = time.monotonic(), state.position
        _log.debug("checkpoint", topic=tp.topic, partition=tp.partition, position=state.position, bytes=size)
        return spent / _SHARE - spent

    def _publish_metrics(self) -> None:
        """Ages of the partitions that are ours; one without a checkpoint is as old as our knowledge of it."""
        partitions, now = self._processor.partitions(), time.monotonic()
        for gone in self._saved.keys() - partitions.keys():
            del self._saved[gone]
            metrics.checkpoint_age_seconds.remove(gone.topic, str(gone.partition))
        for tp, progress in partitions.items():
            saved, position = self._saved.setdefault(tp, (now, progress.position))
            age = 0.0 if progress.position == position else now - saved
            metrics.checkpoint_age_seconds.labels(*tp).set(age)
