"""Audit: for every matter, the highest version that Kafka holds must be the database's newest event, byte for byte.

Repair looks at one record of each partition; the audit reads all of them (decision 0016). It remembers a version and a hash of each
matter of ours, and nothing of the others.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import structlog

from shared.contracts.catalogue import VOIDED
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.messaging.clients import cluster_id
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.kafka_events import KafkaEvent, kafka_events
from shared.messaging.outbox.latest_events import Version, contents, known, latest
from shared.messaging.readers.full_scan import OnProgress, no_progress
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.telemetry import metrics

AUDITED = (*EVENT_TOPICS, Topic.TRANSFERS)
"""What services write."""

IsOurs = Callable[[KafkaEvent], bool]
"""Whether an event is said by an organization that speaks through this database."""

_log = structlog.get_logger(__name__)


class Findings(NamedTuple):
    """What the audit of one topic found; matters by id.

    `lost`: Kafka does not have the newest event; `other`: Kafka has a newer or another one, which only a database that was put back
    explains; `unknown`: only Kafka knows of them; `again`: how many events wait to be published again.
    """

    topic: Topic
    compared: int
    lost: list[str]
    other: list[str]
    unknown: list[str]
    again: int = 0

    @property
    def right(self) -> bool:
        return not (self.lost or self.other or self.unknown)

    @property
    def mendable(self) -> bool:
        """Whether publishing again makes everything right."""
        return not (self.other or self.unknown)


class _Said(NamedTuple):
    """The newest event of ours that is to be there."""

    id: int
    version: Version
    content: int


class _There(NamedTuple):
    """What Kafka holds of a matter of ours; not `ours`: said by a service that has it now."""

    version: Version
    content: int
    ours: bool


class Audit:
    """Compares this outbox with all that Kafka holds."""

    def __init__(self, database: Database, kafka: KafkaSettings, ours: IsOurs) -> None:
        self.database = database
        self.kafka = kafka
        self.ours = ours

    async def run(
        self,
        *,
        mend: bool,
        on_progress: Callable[[Topic], OnProgress] = lambda _: no_progress,
        topics: Iterable[Topic] = AUDITED,
    ) -> list[Findings]:
        """One comparison of every topic; with `mend`, what is lost waits to be published again."""
        cluster = await cluster_id(self.kafka)
        return [await self._topic(topic, cluster, on_progress(topic), mend=mend) for topic in topics]

    async def _topic(self, topic: Topic, cluster: str, on_progress: OnProgress, *, mend: bool) -> Findings:
        said = await self._said(topic, cluster)
        there: dict[str, _There] = {}
        strangers: set[str] = set()
        async for event in kafka_events(self.kafka, [topic], cluster=cluster, on_progress=on_progress):
            ours = self.ours(event)
            if event.subject not in said:
                if ours and event.type not in VOIDED:
                    strangers.add(event.subject)
            elif event.subject not in there or event.version > there[event.subject].version:
                there[event.subject] = _There(event.version, hash(event.value), ours)
        lost = {matter: one.id for matter, one in said.items() if _is_lost(one, there.get(matter))}
        others = {matter: one for matter, one in there.items() if one.ours and _is_other(said[matter], one)}
        findings = Findings(
            topic,
            compared=len(said),
            lost=sorted(lost),
            other=sorted(await self._unexplained(topic, others)),
            unknown=sorted(strangers - await known(self.database, topic, strangers)),
            again=await event_offsets.forget(self.database, cluster, list(lost.values())) if mend else 0,
        )
        _report(findings)
        return findings

    async def _said(self, topic: Topic, cluster: str) -> dict[str, _Said]:
        """What this cluster has acknowledged; what waits is no loss, and what the topic has let go with time neither."""
        return {
            each.matter: _Said(each.id, each.version, hash(each.payload))
            async for each in latest(self.database, topic)
            if each.cluster == cluster and not each.may_have_expired(topic)
        }

    async def _unexplained(self, topic: Topic, others: dict[str, _There]) -> set[str]:
        """Those of which the outbox does not have what Kafka has: the rest has gone on while we read."""
        ours = await contents(self.database, topic, [(matter, one.version) for matter, one in others.items()])
        return {matter for matter, one in others.items() if matter not in ours or hash(ours[matter]) != one.content}


def _is_lost(said: _Said, there: _There | None) -> bool:
    return there is None or there.version < said.version


def _is_other(said: _Said, there: _There) -> bool:
    return there.version > said.version or (there.version == said.version and there.content != said.content)


def _report(findings: Findings) -> None:
    for what, matters in (("lost", findings.lost), ("other", findings.other), ("unknown", findings.unknown)):
        metrics.audit_differences.labels(findings.topic.value, what).set(len(matters))
        if matters:
            _log.warning("audit", topic=findings.topic.value, what=what, matters=len(matters), first=matters[:3])
    if findings.again:
        metrics.repairs.labels("audit").inc()
