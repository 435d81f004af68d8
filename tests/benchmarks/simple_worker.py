"""The delivery of the tally (`Worker`: Faust's group, our own positions, rows and checkpoints) with the simple fold in place of its own."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import msgspec
from aiokafka import TopicPartition
from prometheus_client import REGISTRY

from services.aggregation.batches import Batch
from services.aggregation.partition_progress import PartitionProgress
from services.aggregation.processor import OutputRecord, ProcessorState, RejectedRecord
from services.aggregation.round_robin import take_some
from services.aggregation.settings import AggregationSettings
from services.aggregation.worker import Worker
from shared.contracts.pages import SessionClaim
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.messaging.clients import cluster_id
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings
from tests.benchmarks.folds import NewestStatus, SimpleFold, nonzero
from tests.benchmarks.meter import Meter, Result

_POLL_SECONDS = 0.05
_CLAIM = SessionClaim(worker="benchmark")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A published total. `run`: of the benchmark; the topic also contains the rows of earlier runs."""

    run: str
    total: str
    count: int


_encode_row = msgspec.json.Encoder().encode
_decode_row = msgspec.json.Decoder(Row).decode


class _Partition:
    """The state of a partition."""

    def __init__(self, progress: PartitionProgress, fold: SimpleFold) -> None:
        self.progress = progress
        self.simple = fold


class SimpleProcessor:
    """The `StreamProcessor` with the simple fold, under the name of the tally. Rows are published at any time, even while it catches up."""

    name = "tally"
    reads: tuple[Topic, ...] = EVENT_TOPICS
    writes = Topic.TALLIES
    tables: Mapping[str, Any] = {"matters": tuple[str, NewestStatus], "counts": tuple[str, int]}

    def __init__(self, meter: Meter) -> None:
        self.run = uuid4().hex
        self.taken = 0
        self._meter = meter
        self._partitions: dict[TopicPartition, _Partition] = {}

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        for revoked in self._partitions.keys() - set(partitions):
            del self._partitions[revoked]

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: ProcessorState | None = None) -> None:
        if state is None:
            self._partitions[tp] = _Partition(PartitionProgress(position, target=target), SimpleFold())
        else:
            progress = PartitionProgress(state.position, target=target, digests=state.digests)
            self._partitions[tp] = _Partition(progress, SimpleFold(**state.tables))

    def partitions(self) -> Mapping[TopicPartition, PartitionProgress]:
        return {tp: partition.progress for tp, partition in self._partitions.items()}

    def fold(self, batch: Batch) -> list[RejectedRecord] | None:
        partition = self._partitions.get(batch.partition)
        if partition is None:
            return []
        progress = partition.progress
        if not progress.connects(batch):
            return None
        records = [record for record in batch.records if record.offset >= progress.position]
        partition.simple.fold(records)
        progress.advance(batch)
        if records:
            self._meter.saw(batch.partition.partition, progress.position, len(records))
        return []

    def take(self, session: int, limit: int) -> list[OutputRecord]:  # noqa: ARG002 - a run has a name of its own
        rows = [
            OutputRecord(
                f"{key}/{tp.topic}/{tp.partition}".encode(),
                _encode_row(Row(run=self.run, total=key, count=partition.simple.counts[key])),
            )
            for tp, partition in self._partitions.items()
            for key in take_some(partition.simple.changed, limit)
        ]
        self.taken += len(rows)
        return rows

    def is_published(self) -> bool:
        """Returns whether Kafka has acknowledged rows of all changes."""
        acknowledged = REGISTRY.get_sample_value("lianxi_pages_published_total", {"stage": self.name})
        return acknowledged == self.taken and not any(each.simple.changed for each in self._partitions.values())

    def settle(self) -> bool:
        return True

    def is_behind(self) -> bool:
        return False

    def refresh(self) -> None:
        self.renew(1.0)

    def renew(self, share: float) -> None:  # noqa: ARG002 - a run is shorter than a rotation
        for partition in self._partitions.values():
            partition.simple.changed.update(partition.simple.counts)

    def prepare(self, tp: TopicPartition, limit: int) -> bool:  # noqa: ARG002 - nothing to pack
        return True

    def state(self, tp: TopicPartition) -> ProcessorState:
        progress, simple = self._partitions[tp].progress, self._partitions[tp].simple
        tables: dict[str, dict[str, Any]] = {"matters": dict(simple.matters), "counts": dict(simple.counts)}
        return ProcessorState(progress.position, tuple(progress.digests), tables)


async def work(bootstrap: str, events: int) -> Result:
    """Runs the worker until all events are folded and all rows are published; the totals are those of its rows, read from Kafka."""
    kafka, meter = KafkaSettings(bootstrap=bootstrap), Meter(events)
    processor, stop = SimpleProcessor(meter), asyncio.Event()
    with TemporaryDirectory() as folder:
        settings = AggregationSettings(
            kafka=kafka, host="127.0.0.1", metrics_port=0, var=Path(folder), instance="benchmark"
        )
        running = asyncio.create_task(Worker(processor, settings, await cluster_id(kafka)).run(stop))
        while not (running.done() or (meter.is_done and processor.is_published())):  # noqa: ASYNC110 - counters
            await asyncio.sleep(_POLL_SECONDS)
        stop.set()
        await running
    return meter.result(await _published(kafka, processor.run))


async def _published(kafka: KafkaSettings, run: str) -> dict[str, int]:
    """Returns the newest rows of a run; the topic has one partition, so they are in the order of their publication."""
    newest: dict[str, int] = {}
    async for record in scan(kafka, [Topic.TALLIES]):
        if record.key != _CLAIM.key and (row := _decode_row(record.value)).run == run:
            newest[row.total] = row.count
    return nonzero(newest.items())
