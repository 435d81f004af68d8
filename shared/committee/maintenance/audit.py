"""The nightly audit of a service's outbox, and the producers whose events are in it."""

from asyncio import Event
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from zlib import crc32

import msgspec

from shared.contracts.partial_events import facts_decoder
from shared.contracts.subjects import Subject, is_subject
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.contracts.vocabulary import Level
from shared.contracts.writers import authority
from shared.domain.calendar import ZONE
from shared.messaging.clients import cluster_id
from shared.messaging.lease import Lease
from shared.messaging.outbox.audit import Audit, IsOurs
from shared.messaging.outbox.kafka_events import kafka_events
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database

NIGHTLY = (*EVENT_TOPICS, Topic.TRANSFERS)
"""The topics that are audited each night. Attachments are not: every service would read all of them again; repair reads back each chunk."""

Hosts = Callable[[str, Level], bool]
"""A function that returns whether this service hosts an organization of this level."""

_FIRST = time(2)
_SPREAD_SECONDS = 7200  # so that the services do not all read Kafka at once


class _Facts(msgspec.Struct, gc=False):
    level: Level


_facts = facts_decoder(_Facts)


async def producers_of(kafka: KafkaSettings, hosts: Hosts) -> IsOurs:
    """Returns whether an event belongs to this service: its producer is an organization hosted here, by its level in Kafka.

    Levels come from Kafka so that even an empty database can be compared.
    """
    levels, ranks = dict[str, Level](), dict[str, int]()
    async for event in kafka_events(kafka, [Topic.ORGANIZATIONS], cluster=await cluster_id(kafka)):
        rank = authority(event.writer)
        if rank > ranks.get(event.subject, 0) and is_subject(event.subject, Subject.ORGANIZATION):
            with suppress(msgspec.MsgspecError):  # malformed records are dead letters of the directories
                level = _facts(event.value).level
                if kafka.writers.may_keep(event.writer, level, event.subject):
                    levels[event.subject], ranks[event.subject] = level, rank
    ours = {key for key, level in levels.items() if hosts(key, level)}
    return lambda event: event.producer in ours


@dataclass(eq=False)
class NightlyAudit:
    """A service task that audits once each night while the lease is held. `name`: of the service; it determines the time."""

    name: str
    database: Database
    kafka: KafkaSettings
    hosts: Hosts
    lease: Lease
    now: Callable[[], datetime]
    _attempts: Retry = field(default_factory=lambda: Retry("audit"), init=False)

    async def run(self, stop: Event) -> None:
        await self.lease.guard(partial(self._attempts.run, self._session), stop)

    async def _session(self, stop: Event) -> None:
        while not stop.is_set():
            await pause(seconds_until_night(self.name, self.now()), stop)
            if not stop.is_set():
                ours = await producers_of(self.kafka, self.hosts)
                await Audit(self.database, self.kafka, ours).run(repair=True, topics=NIGHTLY)
            self._attempts.succeeded()


def seconds_until_night(name: str, now: datetime) -> float:
    """Returns the seconds from now to this service's next audit, between two and four o'clock."""
    here = now.astimezone(ZONE)
    at = datetime.combine(here.date(), _FIRST, ZONE) + timedelta(seconds=crc32(name.encode()) % _SPREAD_SECONDS)
    return ((at if at > here else at + timedelta(days=1)) - here).total_seconds()
