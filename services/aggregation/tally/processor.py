"""The tally processor: consumes events, produces tally pages and place rows. It folds a batch only if no record before it is missing."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from aiokafka import TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.packed_pages import PageKey, PagePart
from services.aggregation.partition_progress import PartitionProgress
from services.aggregation.processor import OutputRecord, ProcessorState, RejectedRecord
from services.aggregation.round_robin import take_some
from services.aggregation.tally.matters import MATTERS
from services.aggregation.tally.partition import BREAKDOWNS, PAGES, TallyPartition
from shared.contracts.pages import PlaceRow, SnapshotMarker, Steps, TallyBreakdown, TallyPage, encode_page
from shared.contracts.stamps import Stamp
from shared.contracts.topics import EVENT_TOPICS, Topic, kind_of
from shared.telemetry import metrics


class Tally:
    """Keeps the newest facts of each matter, and the sums of their steps by organization, year and month."""

    name = "tally"
    reads: tuple[Topic, ...] = EVENT_TOPICS
    writes = Topic.TALLIES
    tables: Mapping[str, Any] = {
        MATTERS: tuple[str, bytes],
        PAGES: tuple[PageKey, bytes],
        BREAKDOWNS: tuple[PageKey, bytes],
        "pending": tuple[str, bytes | None],
    }

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._partitions: dict[TopicPartition, TallyPartition] = {}

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        for revoked in self._partitions.keys() - set(partitions):
            del self._partitions[revoked]

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: ProcessorState | None = None) -> None:
        progress = PartitionProgress(position, target=target)
        if state is not None:
            progress = PartitionProgress(state.position, target=target, digests=state.digests)
        self._partitions[tp] = TallyPartition(tp, progress, state)

    def partitions(self) -> Mapping[TopicPartition, PartitionProgress]:
        return {tp: partition.progress for tp, partition in self._partitions.items()}

    def fold(self, batch: Batch) -> list[RejectedRecord] | None:
        partition = self._partitions.get(batch.partition)
        if partition is None:  # revoked
            return []
        progress = partition.progress
        if not progress.connects(batch):
            return None
        records = [record for record in batch.records if record.offset >= progress.position]
        rejected = partition.fold(records)
        metrics.tally_records.labels(kind_of(batch.partition.topic).value).inc(len(records) - len(rejected))
        progress.advance(batch)
        return rejected

    def take(self, session: int, limit: int) -> list[OutputRecord]:
        pages: list[OutputRecord] = []
        for tp, partition in self._partitions.items():
            if len(pages) < limit and partition.progress.can_publish:
                pages += self._output(tp, partition, session, limit - len(pages))
        return pages

    def _output(
        self, tp: TopicPartition, partition: TallyPartition, session: int, limit: int
    ) -> Iterator[OutputRecord]:
        progress = partition.progress
        if progress.begin_snapshot():
            partition.refresh()
        stamp = progress.stamp(tp, self._cluster, session)
        for place in take_some(partition.changed_places, limit):
            yield _place(partition, place, stamp)
        for page in partition.pages.take(limit):
            yield _tally_page(page.organization, page.part, stamp, page.steps)
        breakdowns = partition.breakdowns
        if not breakdowns.settle(limit):
            return  # `is_behind` brings the next call
        for key in breakdowns.changed.take(limit):
            yield _tally_page(*key, stamp, breakdowns.steps(*key))
        waiting = partition.changed_places or partition.pages.changed or breakdowns.changed
        if not waiting and (since := progress.end_snapshot()) is not None:
            yield _page(SnapshotMarker(stamp=progress.stamp(tp, self._cluster, session, position=since)))

    def settle(self) -> bool:
        return True

    def is_behind(self) -> bool:
        partitions = self._partitions.values()
        return any(partition.breakdowns.pending and partition.progress.can_publish for partition in partitions)

    def refresh(self) -> None:
        for partition in self._partitions.values():
            partition.progress.restart_snapshot()

    def renew(self, share: float) -> None:
        for partition in self._partitions.values():
            partition.renew(share)

    def prepare(self, tp: TopicPartition, limit: int) -> bool:
        return self._partitions[tp].pages.pack(limit)

    def state(self, tp: TopicPartition) -> ProcessorState:
        return self._partitions[tp].state()


def _place(partition: TallyPartition, key: str, stamp: Stamp) -> OutputRecord:
    facts = partition.tree[key]
    return _page(
        PlaceRow(
            stamp=stamp,
            organization=key,
            level=facts.level,
            names=facts.names,
            codes=facts.codes,
            parents=facts.parents,
            roster=facts.roster,
            memberships=facts.memberships,
        )
    )


def _tally_page(organization: str, part: PagePart, stamp: Stamp, steps: Steps) -> OutputRecord:
    year, month, breakdown = part
    if breakdown is None:
        return _page(TallyPage(stamp=stamp, organization=organization, year=year, month=month, steps=steps))
    return _page(TallyBreakdown(stamp=stamp, organization=organization, steps=steps, **part._asdict()))


def _page(page: TallyPage | PlaceRow | SnapshotMarker) -> OutputRecord:
    return OutputRecord(page.key, encode_page(page))
