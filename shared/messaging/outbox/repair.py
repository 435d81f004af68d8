"""Repair: is what we published still there? If not, it is published again.

A log that was truncated grows again, over the offsets of what it has lost. So what was published until the last look and what was
published since are looked at apart. Of the former one record tells for all before it; from where it was last right, all is published again.
The latter is read back, each record: what was lost may lie between what is there.
"""

from asyncio import Event
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from aiokafka import TopicPartition

from shared.contracts.topics import TOPICS
from shared.messaging.cluster import ClusterWatch
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.record_lookup import values_at, values_in
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.telemetry import metrics

MINUTE = 60.0
_REASONS = ("audit", "cluster", "truncated")
_AT_START = timedelta(minutes=10)
"""Before the end of a process there may have been no look for so long."""

_UNDER_WAY = timedelta(minutes=1)
"""So late may be stored what was noted at a moment."""

_log = structlog.get_logger(__name__)


class Repair:
    """Compares this outbox with Kafka, at start and each minute."""

    def __init__(self, database: Database, kafka: KafkaSettings) -> None:
        self.database = database
        self.kafka = kafka
        self._retry = Retry("repair")
        for reason in _REASONS:
            metrics.repairs.labels(reason)  # from the beginning, so that the first one is seen as an increase
        self._looked: dict[str, datetime] = {}  # by cluster, as the last one was begun

    async def run(self, stop: Event) -> None:
        """Looks again and again until `stop`; while Kafka is away there is nothing to compare with."""
        await self._retry.run(self._each_minute, stop)

    async def _each_minute(self, stop: Event) -> None:
        while not stop.is_set():
            await self.once()
            self._retry.succeeded()
            await pause(MINUTE, stop)

    async def once(self) -> int:
        """One comparison; returns how many events wait again."""
        watch = ClusterWatch(self.kafka)
        try:
            cluster = await watch.ask()
            again = await self.forget_other_clusters(cluster)
            begun, until = datetime.now(UTC), await self._known_until(cluster)
            believed = await event_offsets.highest(self.database, cluster, until)
            wrong = await self._wrong(believed)
            right = await self._last_right(cluster, wrong, until)
            await watch.expect(cluster)  # what was fetched is evidence against this cluster only
            for partition, offset in right.items():
                forgotten = await event_offsets.forget_after(self.database, cluster, partition, offset)
                again += _report("truncated", forgotten)
            known = {partition: placed.offset for partition, placed in believed.items()} | right
            again += await self._read_back(watch, cluster, known)
            self._looked = {cluster: begun}
        finally:
            await watch.close()
        return again

    async def forget_other_clusters(self, cluster: str) -> int:
        """A position in another cluster means nothing."""
        return _report("cluster", await event_offsets.forget_other_clusters(self.database, cluster))

    async def _known_until(self, cluster: str) -> datetime:
        """What was published until then has been looked at before, by us or by a process before us."""
        if (looked := self._looked.get(cluster)) is not None:
            return looked - _UNDER_WAY
        last = await event_offsets.last_published(self.database, cluster)
        return last - _AT_START if last is not None else datetime.now(UTC)

    async def _read_back(self, watch: ClusterWatch, cluster: str, known: dict[TopicPartition, int]) -> int:
        """Everything of ours behind what is known to be right: what is not there waits again."""
        offsets, lost = {one: known.get(one, -1) for one in _partitions()}, list[int]()
        while recent := await event_offsets.after(self.database, cluster, offsets):
            found = await values_in(self.kafka, {one: [each.offset for each in rows] for one, rows in recent.items()})
            lost += [
                each.id for one, rows in recent.items() for each in rows if found[one].get(each.offset) != each.payload
            ]
            offsets = {one: rows[-1].offset for one, rows in recent.items()}
        await watch.expect(cluster)
        return _report("truncated", await event_offsets.forget(self.database, cluster, lost))

    async def _wrong(self, believed: dict[TopicPartition, event_offsets.PublishedOffset]) -> list[TopicPartition]:
        """The partitions in which the record at our highest offset is not ours."""
        found = await values_at(self.kafka, {partition: placed.offset for partition, placed in believed.items()})
        return [partition for partition, placed in believed.items() if found[partition] != placed.payload]

    async def _last_right(
        self, cluster: str, wrong: list[TopicPartition], until: datetime
    ) -> dict[TopicPartition, int]:
        """The offset up to which each of these partitions is right (-1: nowhere), by binary search in all at once."""
        spans = {one: Span(-1, await event_offsets.count(self.database, cluster, one, until), -1) for one in wrong}
        while open_spans := {one: span for one, span in spans.items() if span.wrong - span.right > 1}:
            placed = {
                one: await event_offsets.nth(self.database, cluster, one, until, span.middle)
                for one, span in open_spans.items()
            }
            found = await values_at(self.kafka, {one: each.offset for one, each in placed.items()})
            for one, span in open_spans.items():
                is_right = found[one] == placed[one].payload
                spans[one] = Span(span.middle, span.wrong, placed[one].offset) if is_right else span.halved()
        return {one: span.offset for one, span in spans.items()}


class Span(NamedTuple):
    """The n-th event of a partition is right at `right`, which is at `offset`, and not at `wrong`."""

    right: int
    wrong: int
    offset: int

    @property
    def middle(self) -> int:
        return (self.right + self.wrong) // 2

    def halved(self) -> "Span":
        return Span(self.right, self.middle, self.offset)


def _partitions() -> list[TopicPartition]:
    return [TopicPartition(topic.value, n) for topic, kept in TOPICS.items() for n in range(kept.partitions)]


def _report(reason: str, events: int) -> int:
    if events:
        metrics.repairs.labels(reason).inc()
        _log.warning("events are published again", reason=reason, events=events)
    return events
