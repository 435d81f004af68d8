"""The partitions that Faust has assigned to us: opened from valid checkpoints, and claimed before their pages are published."""

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
    """The current assignment. `number` rises with each one; `session`: the claim under which its pages are published, None until confirmed.

    `output_ready` is set when there may be pages to publish.
    """

    def __init__(self, processor: StreamProcessor, checkpoints: Checkpoints, kafka: KafkaSettings) -> None:
        self.number = 0
        self.session: int | None = None
        self.output_ready = asyncio.Event()
        self._processor = processor
        self._checkpoints = checkpoints
        self._kafka = kafka

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        self.number += 1
        self.session = None
        for revoked in self._processor.partitions().keys() - set(partitions):
            with suppress(KeyError):
                metrics.tally_records_behind.remove(revoked.topic, str(revoked.partition))
        self._processor.assigned(partitions)

    async def begin(self, bounds: Mapping[TopicPartition, Bounds]) -> Mapping[TopicPartition, int]:
        """Opens the newly assigned partitions, keeps the others, and returns the position of each partition of `bounds`."""
        new = [tp for tp in bounds if tp not in self._processor.partitions()]
        states = await self._fitting({tp: await asyncio.to_thread(self._checkpoints.load, tp) for tp in new})
        for tp in new:
            self._processor.open(tp, bounds[tp].first, target=bounds[tp].end, state=states.get(tp))
        if new:
            _log.info(
                "partitions_assigned", processor=self._processor.name, partitions=len(new), from_checkpoints=len(states)
            )
        self.output_ready.set()
        return {tp: at for tp, at in self.positions().items() if tp in bounds}

    def positions(self) -> Mapping[TopicPartition, int]:
        return {tp: progress.position for tp, progress in self._processor.partitions().items()}

    async def _fitting(
        self, loaded: Mapping[TopicPartition, ProcessorState | None]
    ) -> dict[TopicPartition, ProcessorState]:
        """Returns the states whose digests match the records in the log."""
        states = {tp: state for tp, state in loaded.items() if state is not None and state.digests}
        changed = await changed_logs(self._kafka, {tp: state.digests for tp, state in states.items()})
        for tp in changed:
            _log.warning(
                "checkpoint_ignored", topic=tp.topic, partition=tp.partition, reason="the log is a different one"
            )
        return {tp: state for tp, state in states.items() if tp not in changed}


async def changed_logs(
    kafka: KafkaSettings, digests: Mapping[TopicPartition, Sequence[RecordDigest]]
) -> set[TopicPartition]:
    """Returns the partitions in which a record no longer matches its digest: the log was truncated or the topic recreated.

    A truncated log grows again over the offsets of the lost records, so every digest is compared, not only the newest.
    """
    offsets = {TopicPartition(*tp): [digest.offset for digest in known] for tp, known in digests.items()}
    found = await records_in(kafka, offsets) if offsets else {}
    return {
        tp
        for tp, known in digests.items()
        for records in [found[TopicPartition(*tp)]]
        if any(digest.offset not in records or RecordDigest.of(records[digest.offset]) != digest for digest in known)
    }
