"""Repair: checks whether published events are still in Kafka, and publishes lost ones again.

A truncated log grows again over the offsets of the lost records. Therefore events published up to the last check and events published
since are checked separately. Of the former, one record proves that all before it exist; everything after the last correct one is
published again. Each of the latter is read back, because lost records may lie between existing ones.
"""

from asyncio import Event
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from aiokafka import TopicPartition

from shared.contracts.topics import SERVICE_TOPICS, Topic, kind_of
from shared.messaging.cluster import ClusterWatch
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.record_lookup import record_at, records_in
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of
from shared.storage.database import Database
from shared.telemetry import metrics

MINUTE = 60.0
"""Seconds between two checks."""
_REASONS = ("audit", "cluster", "truncated")
_AT_START = timedelta(minutes=10)
"""Period before the last publication that is verified again at start: the previous process may not have checked it."""

_CHUNKS_EVERY = timedelta(hours=1)
"""Time between two checks of the newest chunk of an attachment in each partition, which is half a megabyte to fetch."""
_CHUNKS_AT_ONCE = 4
"""Chunks of a partition that are read back together."""

_COMMIT_DELAY = timedelta(minutes=2)
"""Longer than the relay waits for acknowledgements, and then for the database."""

_log = structlog.get_logger(__name__)


class Repair:
    """Compares this outbox with Kafka, at start and every minute.

    `commit_delay`: maximum delay between the timestamp of a record and the commit that stores it.
    """

    def __init__(self, database: Database, kafka: KafkaSettings, *, commit_delay: timedelta = _COMMIT_DELAY) -> None:
        self.database = database
        self._commit_delay = commit_delay
        self.kafka = kafka
        self._retry = Retry("repair")
        for reason in _REASONS:
            metrics.repairs.labels(reason)  # from the start, so that the first repair is visible as an increase
        self._checked_at: dict[str, datetime] = {}  # start of the last check, by cluster
        self._chunks_checked_at = datetime.min.replace(tzinfo=UTC)

    async def run(self, stop: Event) -> None:
        """Checks every minute until `stop`; retries while Kafka does not answer."""
        await self._retry.run(self._each_minute, stop)

    async def _each_minute(self, stop: Event) -> None:
        while not stop.is_set():
            await self.once()
            self._retry.succeeded()
            await pause(MINUTE, stop)

    async def once(self) -> int:
        """Checks once; returns how many events were marked as pending."""
        watch = ClusterWatch(self.kafka)
        try:
            cluster = await watch.ask()
            marked_pending = await self.mark_pending_of_other_clusters(cluster)
            started_at, until = datetime.now(UTC), await self._checked_until(cluster)
            expected = await event_offsets.highest(self.database, cluster, self._partitions(), until)
            wrong = await self._wrong(self._due(expected, started_at))
            right = await self._last_right(cluster, wrong, until)
            await watch.expect(cluster)  # the fetched records are evidence for this cluster only
            for partition, offset in right.items():
                marked = await event_offsets.mark_pending_after(self.database, cluster, partition, offset)
                marked_pending += _report("truncated", marked)
            known = {partition: placed.offset for partition, placed in expected.items()} | right
            for are_chunks, limit in ((False, event_offsets.CHUNK), (True, _CHUNKS_AT_ONCE)):
                offsets = {one: known.get(one, -1) for one in self._partitions() if _has_chunks(one) == are_chunks}
                marked_pending += await self._read_back(watch, cluster, offsets, limit)
            self._checked_at = {cluster: started_at}
        finally:
            await watch.close()
        return marked_pending

    def _partitions(self) -> list[TopicPartition]:
        return partitions_of(SERVICE_TOPICS, self.kafka.writer)

    async def mark_pending_of_other_clusters(self, cluster: str) -> int:
        """Marks events published to another cluster as pending, because their offsets are invalid in this one; returns their number."""
        return _report("cluster", await event_offsets.mark_pending_of_other_clusters(self.database, cluster))

    async def _checked_until(self, cluster: str) -> datetime:
        """Returns the time up to which publications were already checked, by this process or a previous one."""
        if (checked := self._checked_at.get(cluster)) is not None:
            return checked - self._commit_delay
        last = await event_offsets.last_published(self.database, cluster)
        return last - _AT_START if last is not None else datetime.now(UTC)

    def _due(
        self, expected: dict[TopicPartition, event_offsets.PublishedRecord], now: datetime
    ) -> dict[TopicPartition, event_offsets.PublishedRecord]:
        """Returns the records to compare now: those of chunks once an hour."""
        if now - self._chunks_checked_at >= _CHUNKS_EVERY:
            self._chunks_checked_at = now
            return expected
        return {partition: one for partition, one in expected.items() if not _has_chunks(partition)}

    async def _read_back(
        self, watch: ClusterWatch, cluster: str, offsets: dict[TopicPartition, int], limit: int
    ) -> int:
        """Reads back all events after the offsets known to be correct and marks missing ones as pending; returns their number.

        `limit`: events of a partition that are fetched together.
        """
        lost = list[int]()
        while recent := await event_offsets.after(self.database, cluster, offsets, limit):
            found = await records_in(self.kafka, {one: [each.offset for each in rows] for one, rows in recent.items()})
            lost += [
                each.id for one, rows in recent.items() for each in rows if not each.is_at(found[one].get(each.offset))
            ]
            offsets = {one: rows[-1].offset for one, rows in recent.items()}
        await watch.expect(cluster)
        return _report("truncated", await event_offsets.mark_pending(self.database, cluster, lost))

    async def _wrong(self, expected: dict[TopicPartition, event_offsets.PublishedRecord]) -> list[TopicPartition]:
        """Returns the partitions in which the record at the highest stored offset is not the expected one."""
        found = await record_at(self.kafka, {partition: one.offset for partition, one in expected.items()})
        return [partition for partition, one in expected.items() if not one.is_at(found[partition])]

    async def _last_right(
        self, cluster: str, wrong: list[TopicPartition], until: datetime
    ) -> dict[TopicPartition, int]:
        """Returns the offset up to which each partition is correct (-1: none), by a binary search in all of them at the same time."""
        spans = {one: Span(-1, await event_offsets.count(self.database, cluster, one, until), -1) for one in wrong}
        while open_spans := {one: span for one, span in spans.items() if span.wrong - span.right > 1}:
            placed = {
                one: await event_offsets.nth(self.database, cluster, one, until, span.middle)
                for one, span in open_spans.items()
            }
            found = await record_at(self.kafka, {one: each.offset for one, each in placed.items()})
            for one, span in open_spans.items():
                is_right = placed[one].is_at(found[one])
                spans[one] = Span(span.middle, span.wrong, placed[one].offset) if is_right else span.halved()
        return {one: span.offset for one, span in spans.items()}


class Span(NamedTuple):
    """The range of a binary search: the event with number `right`, at `offset`, is correct, the one with number `wrong` is not."""

    right: int
    wrong: int
    offset: int

    @property
    def middle(self) -> int:
        return (self.right + self.wrong) // 2

    def halved(self) -> "Span":
        return Span(self.right, self.middle, self.offset)


def _has_chunks(partition: TopicPartition) -> bool:
    return kind_of(partition.topic) is Topic.ATTACHMENTS


def _report(reason: str, events: int) -> int:
    if events:
        metrics.repairs.labels(reason).inc()
        _log.warning("events_pending_again", reason=reason, events=events)
    return events
