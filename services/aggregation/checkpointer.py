"""Writes checkpoints concurrently with the stream, as often as their cost allows."""

import asyncio
import time
from collections.abc import Callable

import structlog
from aiokafka import TopicPartition

from services.aggregation.checkpoints import Checkpoints
from services.aggregation.processor import StreamProcessor
from shared.telemetry import metrics

_EVERY_SECONDS = 5.0
"""Minimum seconds between two checkpoints of a partition."""
_SHARE = 0.05
"""Maximum share of time spent on checkpoints."""
_POLL_SECONDS = 0.5
_AFTER_ERROR_SECONDS = 10.0
_PAGES = 500
"""Pages packed without yielding to the stream: a few milliseconds."""

_log = structlog.get_logger(__name__)


class Checkpointer:
    """Writes checkpoints. `settled`: returns whether all records before the positions are processed, including dead letters."""

    def __init__(self, processor: StreamProcessor, checkpoints: Checkpoints, settled: Callable[[], bool]) -> None:
        self._processor = processor
        self._checkpoints = checkpoints
        self._settled = settled
        self._saved: dict[TopicPartition, tuple[float, int]] = {}  # time (monotonic) and position

    async def run(self) -> None:
        """Writes checkpoints for ever: next is the changed partition whose last checkpoint is oldest."""
        while True:
            self._publish_metrics()
            due = self._due()
            pause = _POLL_SECONDS if due is None or not self._settled() else await self.save(due)
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
        """Writes a checkpoint of this partition; returns the seconds to pause afterwards."""
        while tp in self._processor.partitions() and not self._processor.prepare(tp, _PAGES):  # noqa: ASYNC110 - each call packs pages
            await asyncio.sleep(0)
        if tp not in self._processor.partitions() or not self._settled():
            return 0.0
        started = time.monotonic()
        state = self._processor.state(tp)
        try:
            size = await asyncio.to_thread(self._checkpoints.save, tp, state)
        except OSError as error:
            _log.warning("checkpoint_failed", topic=tp.topic, partition=tp.partition, error=str(error))
            return _AFTER_ERROR_SECONDS
        spent = time.monotonic() - started
        metrics.checkpoint_seconds.observe(spent)
        self._saved[tp] = time.monotonic(), state.position
        _log.debug("checkpoint_written", topic=tp.topic, partition=tp.partition, position=state.position, bytes=size)
        return spent / _SHARE - spent

    def _publish_metrics(self) -> None:
        """Publishes the checkpoint ages of the assigned partitions; without a checkpoint, the age counts from the first call."""
        partitions, now = self._processor.partitions(), time.monotonic()
        for revoked in self._saved.keys() - partitions.keys():
            del self._saved[revoked]
            metrics.checkpoint_age_seconds.remove(revoked.topic, str(revoked.partition))
        for tp, progress in partitions.items():
            saved, position = self._saved.setdefault(tp, (now, progress.position))
            age = 0.0 if progress.position == position else now - saved
            metrics.checkpoint_age_seconds.labels(*tp).set(age)
