"""Rollup: tally pages and place rows in, report pages out."""

from collections.abc import Collection, Mapping
from datetime import date

from aiokafka import TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.rollup.sums import Sums
from services.aggregation.stage import Page, Rejected
from shared.contracts.pages import (
    MEASURES_VERSION,
    MalformedPageError,
    PlaceRow,
    ReportPage,
    Stamp,
    Steps,
    Tallied,
    TallyPage,
    decode_tallied,
    encode_page,
)
from shared.contracts.topics import Topic
from shared.telemetry import metrics


class Rollup:
    """Pages of one organization each → sums up the dated tree."""

    name = "rollup"
    reads: tuple[Topic, ...] = (Topic.TALLIES,)
    writes = Topic.REPORTS

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._forget()

    def _forget(self) -> None:
        """As at the beginning: no partition, and nothing counted."""
        self._partition: TopicPartition | None = None
        self._position = 0
        self._sums = Sums()
        self._ranks: dict[bytes, tuple[int, int]] = {}
        self._pages: dict[bytes, Steps] = {}

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """There is one partition and one worker; without it, there is nothing to remember."""
        if not partitions:
            self._forget()

    def start(self, partition: TopicPartition, first: int) -> int:
        if self._partition is None:
            self._partition, self._position = partition, first
        return self._position

    def positions(self) -> Mapping[TopicPartition, int]:
        return {self._partition: self._position} if self._partition else {}

    def fold(self, batch: Batch) -> list[Rejected] | None:
        if batch.partition != self._partition:
            return []
        if batch.start > self._position:
            return None
        rejected = []
        for record in batch.records:
            if record.offset >= self._position and record.value is not None:
                try:
                    self._put(decode_tallied(record.value))
                except MalformedPageError as error:
                    rejected.append(Rejected(record, str(error)))
        self._position = max(self._position, batch.end)
        metrics.rollup_pages.set(len(self._pages))
        return rejected

    def _put(self, tallied: Tallied) -> None:
        """The page with the highest rank holds; pages of another cluster mean nothing."""
        key, stamp = tallied.key, tallied.stamp
        if stamp.cluster != self._cluster or self._ranks.get(key, (0, -1)) > stamp.rank:
            return
        self._ranks[key] = stamp.rank
        if isinstance(tallied, PlaceRow):
            self._sums.place(tallied)
        else:
            self._replace(key, tallied)

    def _replace(self, key: bytes, page: TallyPage) -> None:
        """Book what the page says differently from the one before."""
        change: dict[tuple[str, date], int] = {}
        for sign, steps in ((-1, self._pages.get(key, {})), (1, page.steps)):
            for counter, days in steps.items():
                for day, amount in days.items():
                    change[counter, day] = change.get((counter, day), 0) + sign * amount
        self._pages[key] = page.steps
        for (counter, day), amount in change.items():
            if amount:
                self._sums.add(page.organization, page.year, counter, day, amount)

    def take(self) -> list[Page]:
        if self._partition is None:
            return []
        self._sums.settle()
        changed = sorted(self._sums.changed)
        self._sums.changed.clear()
        stamp = Stamp(
            cluster=self._cluster,
            measures=MEASURES_VERSION,
            topic=self._partition.topic,
            partition=self._partition.partition,
            position=self._position,
        )
        own, subtree = self._sums.own, self._sums.subtree
        pages = [
            ReportPage(stamp=stamp, own=own.get(key, {}), subtree=subtree.get(key, {}), **key._asdict())
            for key in changed
        ]
        return [Page(page.key, encode_page(page)) for page in pages]

    def refresh(self) -> None:
        self._sums.changed |= self._sums.own.keys() | self._sums.subtree.keys()
