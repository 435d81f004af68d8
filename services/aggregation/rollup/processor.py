"""The rollup processor: consumes tally pages and place rows, produces report pages."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from sys import intern
from typing import Any

import msgspec
from aiokafka import TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.packed_pages import PagePart
from services.aggregation.partition_progress import PartitionProgress
from services.aggregation.processor import OutputRecord, ProcessorState, RejectedRecord
from services.aggregation.rollup.page_records import RECORDS, PageRecord, PageRecords, RecordKey
from services.aggregation.rollup.page_writers import PageWriters
from services.aggregation.rollup.records import ROWS, packed, unpacked
from services.aggregation.rollup.tree_sums import TreeSums
from services.aggregation.round_robin import RoundRobin
from shared.contracts.latest_pages import LatestPages
from shared.contracts.pages import (
    MalformedPageError,
    PlaceRow,
    ReportBreakdown,
    ReportPage,
    SessionClaim,
    SnapshotMarker,
    Steps,
    TallyPage,
    decode_tallied,
    encode_page,
)
from shared.contracts.stamps import Stamp
from shared.contracts.topics import Topic, writer_of
from shared.contracts.writers import SHARED, Writers
from shared.telemetry import metrics

_MOST_SETTLED = 50
"""Organizations settled without yielding to the event loop: about 50 ms."""


class Rollup:
    """Sums the tally pages of single organizations along the dated tree."""

    name = "rollup"
    reads: tuple[Topic, ...] = (Topic.TALLIES,)
    writes = Topic.REPORTS
    tables: Mapping[str, Any] = {ROWS: tuple[bytes, bytes], RECORDS: tuple[str, bytes]}

    def __init__(self, cluster: str, known: Writers = SHARED) -> None:
        self._cluster, self._known = cluster, known
        self._reset()

    def _reset(self) -> None:
        """Resets the state: no partitions, no records, no sums."""
        self._progress: dict[TopicPartition, PartitionProgress] = {}
        self._sums = TreeSums()
        self._latest = LatestPages(self._cluster)
        self._writers = PageWriters(self._known)
        self._rows: dict[bytes, bytes] = {}
        self._pages = PageRecords()
        self._round_robin: RoundRobin[str] = RoundRobin(lambda: sorted(self._sums.organizations()))

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """Resets the state when the only partition of the topic is revoked."""
        if not partitions:
            self._reset()

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: ProcessorState | None = None) -> None:
        if state is None:
            self._progress[tp] = PartitionProgress(position, target=target)
            return
        self._progress[tp] = PartitionProgress(state.position, target=target, digests=state.digests)
        for value in state.tables[ROWS].values():
            self._put(unpacked(value))
        for key, record in self._pages.load(state.tables[RECORDS]):
            if self._writers.put_page(key):
                self._replace(key, {}, record.steps)
            self._drop_changes()

    def _drop_changes(self) -> None:
        """Drops the changes that need not be known because all pages are to be published anyway."""
        if any(progress.awaits_snapshot for progress in self._progress.values()):
            self._sums.changed.clear()

    @property
    def foreign(self) -> int:
        """Returns how many pages and place rows do not count, because their writers do not keep the organizations."""
        return len(self._writers.foreign)

    def partitions(self) -> Mapping[TopicPartition, PartitionProgress]:
        return self._progress

    def fold(self, batch: Batch) -> list[RejectedRecord] | None:
        progress = self._progress.get(batch.partition)
        if progress is None:
            return []
        if not progress.connects(batch):
            return None
        rejected = []
        for record in batch.records:
            if record.offset >= progress.position and record.value is not None:
                try:
                    progress.observe(self._put(record.value))
                except MalformedPageError as error:
                    rejected.append(RejectedRecord(record, str(error)))
        self._drop_changes()
        progress.advance(batch)
        metrics.rollup_pages.set(self._pages.count + len(self._rows))
        metrics.rollup_foreign_pages.set(self.foreign)
        return rejected

    def _put(self, value: bytes) -> datetime | None:
        """Stores a record if its stamp is the highest of its key; ignores records of another cluster and those that a marker has voided.

        It also ignores what a previous version counted from topics that all services wrote.
        Returns the `since` of its stamp; None for a session claim.
        """
        page = decode_tallied(value)
        if isinstance(page, SessionClaim):
            return None
        if writer_of(page.stamp.topic) is None:
            return None
        if isinstance(page, SnapshotMarker):
            void_keys: list[bytes | RecordKey] = [*self._latest.void_older(page), *self._older(page)]
            for void in void_keys:
                self._drop(void)
            self._rows[page.key] = packed(value)
        elif isinstance(page, PlaceRow):
            if self._latest.accept(page.key, page.stamp):
                self._rows[page.key] = packed(value)
                self._writers.put_row(page)
                self._settle_place(page)
        else:
            self._book(page)
        return page.stamp.since

    def _older(self, marker: SnapshotMarker) -> Iterator[RecordKey]:
        """Returns the pages that a marker voids."""
        stamp = marker.stamp
        return self._pages.older(stamp.source, stamp.rank) if stamp.cluster == self._cluster else iter(())

    def _drop(self, key: bytes | RecordKey) -> None:
        """Removes a voided page or row, and its steps or its place from the sums."""
        if isinstance(key, RecordKey):
            void = self._pages.pop(key)
            self._replace(key, void.steps if self._writers.drop_page(key) else {}, {})
            return
        row = decode_tallied(unpacked(self._rows.pop(key)))
        if isinstance(row, PlaceRow):
            self._writers.drop_row(row)
            self._settle_place(row)

    def _settle_place(self, row: PlaceRow) -> None:
        """Applies the place of an organization that counts after this row came or went, then the pages that count by it."""
        place = self._writers.place(row.organization)
        self._sums.place(place or msgspec.structs.replace(row, parents=(), memberships=(), roster=()))
        for key, counts in list(self._writers.changes(self._pages.of(row.organization))):
            if record := self._pages.get(key):
                self._replace(key, {} if counts else record.steps, record.steps if counts else {})

    def _book(self, page: TallyPage) -> None:
        """Stores a page if its stamp is the highest of its key, and adds what differs from the one before to the sums."""
        key = RecordKey.of(page)
        known = self._pages.get(key)
        if self._latest.is_valid(page.stamp, known=None if known is None else known.rank):
            counted = {} if known is None or key in self._writers.foreign else known.steps
            counts = self._writers.put_page(key)
            self._pages.put(key, PageRecord(page.stamp.rank, page.steps))
            self._replace(key, counted, page.steps if counts else {})

    def _replace(self, key: RecordKey, removed: Steps, added: Steps) -> None:
        """Adds the differences between old and new steps of a page to the sums."""
        change: dict[tuple[str, date], int] = {}
        for sign, steps in ((-1, removed), (1, added)):
            for counter, days in steps.items():
                for day, amount in days.items():
                    change[counter, day] = change.get((counter, day), 0) + sign * amount
        different = [(counter, day, amount) for (counter, day), amount in change.items() if amount]
        if different:
            year, _, breakdown = key.part.page
            self._sums.add(intern(key.organization), year, different, breakdown=breakdown)
            self._sums.pack()

    def take(self, session: int, limit: int) -> list[OutputRecord]:
        pages: list[OutputRecord] = []
        for tp, progress in self._progress.items():
            if progress.can_publish:
                pages += self._output(tp, progress, session, limit)
        return pages

    def settle(self) -> bool:
        if not any(progress.can_publish for progress in self._progress.values()):
            return True
        settled = self._sums.settle(_MOST_SETTLED)
        self._drop_changes()
        return settled

    def _output(
        self, tp: TopicPartition, progress: PartitionProgress, session: int, limit: int
    ) -> Iterator[OutputRecord]:
        while not self.settle():
            pass
        if progress.begin_snapshot():
            self._sums.changed.add_all(self._sums.organizations())
        stamp = progress.stamp(tp, self._cluster, session)
        own, subtree = self._sums.own, self._sums.subtree
        for key in self._sums.changed.take(limit):
            yield _page(_report_page(*key, stamp, own=own.get(*key), subtree=subtree.get(*key)))
        self._sums.pack()
        if not self._sums.changed and (since := progress.end_snapshot()) is not None:
            yield _page(SnapshotMarker(stamp=progress.stamp(tp, self._cluster, session, position=since)))

    def is_behind(self) -> bool:
        return False

    def refresh(self) -> None:
        for progress in self._progress.values():
            progress.restart_snapshot()

    def renew(self, share: float) -> None:
        self._sums.changed.add_all(self._round_robin.next(share))

    def prepare(self, tp: TopicPartition, limit: int) -> bool:  # noqa: ARG002 - its records are stored encoded
        return True

    def state(self, tp: TopicPartition) -> ProcessorState:
        progress = self._progress[tp]
        return ProcessorState(
            progress.position, tuple(progress.digests), {ROWS: dict(self._rows), RECORDS: self._pages.state()}
        )


def _report_page(organization: str, part: PagePart, stamp: Stamp, *, own: Steps, subtree: Steps) -> ReportPage:
    year, month, breakdown = part
    if breakdown is None:
        return ReportPage(stamp=stamp, organization=organization, year=year, month=month, own=own, subtree=subtree)
    return ReportBreakdown(stamp=stamp, organization=organization, own=own, subtree=subtree, **part._asdict())


def _page(page: ReportPage | SnapshotMarker) -> OutputRecord:
    return OutputRecord(page.key, encode_page(page))
