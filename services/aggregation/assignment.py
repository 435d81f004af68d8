"""The partitions that Faust has given to us: opened from checkpoints that fit, and claimed before anything is said about them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import structlog
from aiokafka import TopicPartition

from services.aggregation.batches import Bounds, RecordDigest
from services.aggregation.checkpoints import Checkpoints
from services.aggregation.processor import ProcessorState, StreamProcessor
from shared.messaging.outbox.record_lookup import records_in
from shared.messaging.settings import KafkaSettings
from shared.telemetry import metrics

_log = structlog.get_logger(__name__)


class PartitionAssignment:
    """`number` rises with each assignment; `session`: the claim under which pages of this one are sent, None before it is confirmed.

    `moved` is set when there may be something to say.
    """

    def __init__(self, processor: StreamProcessor, checkpoints: Checkpoints, kafka: KafkaSettings) -> None:
        self.number = 0
        self.session: int | None = None
        self.moved = asyncio.Event()
        self._processor = processor
        self._checkpoints = checkpoints
        self._kafka = kafka

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        self.number += 1
        self.session = None
        for gone in self._processor.partitions().keys() - set(partitions):
            with suppress(KeyError):
                metrics.tally_records_behind.remove(gone.topic, str(gone.partition))
        self._processor.assigned(partitions)

    async def begin(self, bounds: Mapping[TopicPartition, Bounds]) -> Mapping[TopicPartition, int]:
        """What is new is opened; what was ours before goes on where it is."""
        new = [tp for tp in bounds if tp not in self._processor.partitions()]
        states = await self._fitting({tp: await asyncio.to_thread(self._checkpoints.load, tp) for tp in new})
        for tp in new:
            self._processor.open(tp, bounds[tp].first, target=bounds[tp].end, state=states.get(tp))
        if new:
            _log.info(
                "partitions opened", processor=self._processor.name, partitions=len(new), from_checkpoints=len(states)
            )
        self.moved.set()
        return {tp: at for tp, at in self.positions().items() if tp in bounds}

    def positions(self) -> Mapping[TopicPartition, int]:
        return {tp: progress.position for tp, progress in self._processor.partitions().items()}

    async def _fitting(
        self, loaded: Mapping[TopicPartition, ProcessorState | None]
    ) -> dict[TopicPartition, ProcessorState]:
        """Those that were made of the log as it is: what they remember of it still stands there."""
        states = {tp: state for tp, state in loaded.items() if state is not None and state.digests}
        changed = await changed_logs(self._kafka, {tp: state.digests for tp, state in states.items()})
        for tp in changed:
            _log.warning("checkpoint passed over", topic=tp.topic, partition=tp.partition, reason="of another log")
        return {tp: state for tp, state in states.items() if tp not in changed}


async def changed_logs(
    kafka: KafkaSettings, digests: Mapping[TopicPartition, Sequence[RecordDigest]]
) -> set[TopicPartition]:
    """The partitions in which a remembered record is no longer the one that stands there: truncated, or made anew.

    A log that was truncated grows again, over the offsets of what it has lost; so the newest trace alone proves nothing.
    """
    asked = {TopicPartition(*tp): [trace.offset for trace in some] for tp, some in digests.items()}
    found = await records_in(kafka, asked) if asked else {}
    return {
        tp
        for tp, some in digests.items()
        for there in [found[TopicPartition(*tp)]]
        if any(trace.offset not in there or RecordDigest.of(there[trace.offset]) != trace for trace in some)
    }
