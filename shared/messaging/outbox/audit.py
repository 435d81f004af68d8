"""The audit: for every matter, the highest version in Kafka must be the newest event of the outbox, byte for byte.

Repair checks one record of each partition; the audit reads all records (decision 0016). Its memory holds a version and a hash of each
matter of this service, and nothing of the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import structlog

from shared.contracts.catalogue import VOIDED
from shared.contracts.topics import SERVICE_TOPICS, Topic
from shared.contracts.version_bounds import Version, is_plausible
from shared.messaging.clients import cluster_id
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.kafka_events import KafkaEvent, kafka_events
from shared.messaging.outbox.latest_events import contents, known, latest
from shared.messaging.readers.full_scan import OnProgress, no_progress
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.telemetry import metrics

IsOurs = Callable[[KafkaEvent], bool]
"""Returns whether an organization that this service hosts produced the event."""

_log = structlog.get_logger(__name__)


class Findings(NamedTuple):
    """The result of the audit of one topic; matters by id.

    `lost`: Kafka does not have the newest event; `other`: Kafka has a newer or a different one, which only a restored database
    explains; `unknown`: only Kafka has events of them; `marked_pending`: the number of events marked as pending again.
    """

    topic: Topic
    compared: int
    lost: list[str]
    other: list[str]
    unknown: list[str]
    marked_pending: int = 0

    @property
    def is_clean(self) -> bool:
        """Returns whether Kafka and the outbox have no difference."""
        return not (self.lost or self.other or self.unknown)

    @property
    def is_repairable(self) -> bool:
        """Returns whether publishing again corrects every difference."""
        return not (self.other or self.unknown)


class _AcknowledgedEvent(NamedTuple):
    """The newest event of a matter that this cluster has acknowledged."""

    id: int
    version: Version
    content: int


class _KafkaState(NamedTuple):
    """The newest event that Kafka has of a matter.

    `ours` is false when another service produced it, because that service hosts the matter now.
    """

    version: Version
    content: int
    ours: bool


@dataclass(frozen=True)
class Audit:
    """Compares this outbox with all records in Kafka."""

    database: Database
    kafka: KafkaSettings
    ours: IsOurs

    async def run(
        self,
        *,
        repair: bool,
        on_progress: Callable[[Topic], OnProgress] = lambda _: no_progress,
        topics: Iterable[Topic] = SERVICE_TOPICS,
    ) -> list[Findings]:
        """Compares every topic once and returns the findings; with `repair`, lost events are marked as pending again."""
        cluster = await cluster_id(self.kafka)
        return [await self._topic(topic, cluster, on_progress(topic), repair=repair) for topic in topics]

    async def _topic(self, topic: Topic, cluster: str, on_progress: OnProgress, *, repair: bool) -> Findings:
        acknowledged = await self._acknowledged(topic, cluster)
        in_kafka: dict[str, _KafkaState] = {}
        unknown: set[str] = set()
        own = self.kafka.writer  # what others write about our matters, readers refuse
        async for event in kafka_events(self.kafka, [topic], cluster=cluster, on_progress=on_progress, writer=own):
            ours, newest = self.ours(event), acknowledged.get(event.subject)
            if not is_plausible(event.version, newest and newest.version):
                continue  # every reader refuses it
            if newest is None:
                if ours and event.type not in VOIDED:
                    unknown.add(event.subject)
            elif event.subject not in in_kafka or event.version > in_kafka[event.subject].version:
                in_kafka[event.subject] = _KafkaState(event.version, hash(event.value), ours)
        lost = {matter: one.id for matter, one in acknowledged.items() if _is_lost(one, in_kafka.get(matter))}
        others = {matter: one for matter, one in in_kafka.items() if one.ours and _is_other(acknowledged[matter], one)}
        findings = Findings(
            topic,
            compared=len(acknowledged),
            lost=sorted(lost),
            other=sorted(await self._unexplained(topic, others)),
            unknown=sorted(unknown - await known(self.database, topic, unknown)),
            marked_pending=await event_offsets.mark_pending(self.database, cluster, list(lost.values()))
            if repair
            else 0,
        )
        _report(findings)
        return findings

    async def _acknowledged(self, topic: Topic, cluster: str) -> dict[str, _AcknowledgedEvent]:
        """Returns the newest acknowledged event of each matter, without events that are pending or may have expired from the topic."""
        return {
            each.matter: _AcknowledgedEvent(each.id, each.version, hash(each.payload))
            async for each in latest(self.database, topic)
            if each.cluster == cluster and not each.may_have_expired(topic)
        }

    async def _unexplained(self, topic: Topic, others: dict[str, _KafkaState]) -> set[str]:
        """Returns the matters whose event in Kafka is not in the outbox; all others were published during the scan."""
        ours = await contents(self.database, topic, [(matter, one.version) for matter, one in others.items()])
        return {
            matter
            for matter, one in others.items()
            if (found := ours.get((matter, one.version))) is None or hash(found) != one.content
        }


def _is_lost(acknowledged: _AcknowledgedEvent, in_kafka: _KafkaState | None) -> bool:
    return in_kafka is None or in_kafka.version < acknowledged.version


def _is_other(acknowledged: _AcknowledgedEvent, in_kafka: _KafkaState) -> bool:
    return in_kafka.version > acknowledged.version or (
        in_kafka.version == acknowledged.version and in_kafka.content != acknowledged.content
    )


def _report(findings: Findings) -> None:
    for what, matters in (("lost", findings.lost), ("other", findings.other), ("unknown", findings.unknown)):
        metrics.audit_differences.labels(findings.topic.value, what).set(len(matters))
        if matters:
            _log.warning(
                "audit_difference", topic=findings.topic.value, what=what, matters=len(matters), first=matters[:3]
            )
    if findings.marked_pending:
        metrics.repairs.labels("audit").inc()
