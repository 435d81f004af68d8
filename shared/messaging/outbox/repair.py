"""Repair: is what we published still there? If not, it is published again from where it was last right."""

from asyncio import Event
from typing import NamedTuple

import structlog
from aiokafka import TopicPartition

from shared.messaging.attempts import Attempts
from shared.messaging.cluster import ClusterWatch
from shared.messaging.duty import pause
from shared.messaging.outbox import places
from shared.messaging.outbox.evidence import values_at
from shared.messaging.settings import Kafka
from shared.storage.database import Database
from shared.telemetry import metrics

MINUTE = 60.0
_REASONS = ("audit", "cluster", "truncated")

_log = structlog.get_logger(__name__)


class Repair:
    """Compares this outbox with Kafka, at start and each minute."""

    def __init__(self, database: Database, kafka: Kafka) -> None:
        self.database = database
        self.kafka = kafka
        self._attempts = Attempts("repair")
        for reason in _REASONS:
            metrics.repairs.labels(reason)  # from the beginning, so that the first one is seen as an increase

    async def run(self, stop: Event) -> None:
        """Looks again and again until `stop`; while Kafka is away there is nothing to compare with."""
        await self._attempts.run(self._each_minute, stop)

    async def _each_minute(self, stop: Event) -> None:
        while not stop.is_set():
            await self.once()
            self._attempts.succeeded()
            await pause(MINUTE, stop)

    async def once(self) -> int:
        """One comparison; returns how many events wait again."""
        watch = ClusterWatch(self.kafka)
        try:
            cluster = await watch.ask()
            again = await self.forget_other_clusters(cluster)
            wrong = await self._wrong(cluster)
            right = await self._last_right(cluster, wrong)
            await watch.expect(cluster)  # what was fetched is evidence against this cluster only
            for partition, offset in right.items():
                forgotten = await places.forget_after(self.database, cluster, partition, offset)
                again += _report("truncated", forgotten)
        finally:
            await watch.close()
        return again

    async def forget_other_clusters(self, cluster: str) -> int:
        """A position in another cluster means nothing."""
        return _report("cluster", await places.forget_other_clusters(self.database, cluster))

    async def _wrong(self, cluster: str) -> list[TopicPartition]:
        """The partitions in which the record at our highest offset is not ours."""
        believed = await places.highest(self.database, cluster)
        found = await values_at(self.kafka, {partition: placed.offset for partition, placed in believed.items()})
        return [partition for partition, placed in believed.items() if found[partition] != placed.payload]

    async def _last_right(self, cluster: str, wrong: list[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset up to which each of these partitions is right (-1: nowhere), by binary search in all at once."""
        spans = {one: Span(-1, await places.count(self.database, cluster, one), -1) for one in wrong}
        while open_spans := {one: span for one, span in spans.items() if span.wrong - span.right > 1}:
            placed = {
                one: await places.nth(self.database, cluster, one, span.middle) for one, span in open_spans.items()
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


def _report(reason: str, events: int) -> int:
    if events:
        metrics.repairs.labels(reason).inc()
        _log.warning("events are published again", reason=reason, events=events)
    return events
