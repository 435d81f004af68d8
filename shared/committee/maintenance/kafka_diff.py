"""The events in Kafka that a database restored to an earlier state does not contain."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.contracts.catalogue import VOIDED
from shared.contracts.subjects import Subject, is_subject
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.contracts.version_bounds import Version, is_plausible
from shared.messaging.clients import cluster_id
from shared.messaging.outbox.audit import IsOurs
from shared.messaging.outbox.kafka_events import KafkaEvent, kafka_events
from shared.messaging.outbox.latest_events import latest
from shared.messaging.readers.full_scan import OnProgress
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database

Number = tuple[str, str, int]
"""Organization, kind and year: the scope of the numbers of matters."""

COMPARED = (*EVENT_TOPICS, Topic.TRANSFERS)
"""The topics that a restored database is compared with. A chunk of an attachment cannot be taken back, nor can its dispatch."""

_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_UNIT = timedelta(hours=1)


@dataclass(kw_only=True)
class KafkaDiff:
    """The difference. `epoch`: the highest in which this database has published; `numbers`: the highest numbers in use.

    `unknown`: the newest event of each subject that the database does not contain; `newer`: the newest transfers and notices of subjects
    it contains in an older version; `foreign`: the subjects that another service has taken over.
    """

    epoch: int = 0
    known: int = 0
    numbers: dict[Number, int] = field(default_factory=dict)
    unknown: dict[tuple[Topic, str], KafkaEvent] = field(default_factory=dict)
    newer: dict[str, KafkaEvent] = field(default_factory=dict)
    foreign: set[tuple[Topic, str]] = field(default_factory=set)

    @property
    def void(self) -> list[KafkaEvent]:
        """Returns the events to be voided: those of unknown subjects, except dispatches."""
        return [each for each in self.unknown.values() if not _is_sent(each)]

    @property
    def sent(self) -> list[KafkaEvent]:
        """Returns the dispatches since then: other organizations have received them, so they cannot be voided."""
        return [each for each in (*self.unknown.values(), *self.newer.values()) if _is_sent(each)]

    @property
    def outdated(self) -> set[str]:
        """Returns the derived matters whose origins have a newer notice than the database."""
        return {subject for subject, each in self.newer.items() if not _is_sent(each)}

    def note(self, event: KafkaEvent, known: dict[str, Version], *, ours: bool) -> None:
        """Adds one event from Kafka to the difference."""
        here = known.get(event.subject)
        if not is_plausible(event.version, here):  # every reader refuses it
            return
        if here is None and not ours and event.type not in VOIDED:
            return
        self.epoch = max(self.epoch, event.version[0])
        place = (event.topic, event.subject)
        if here is None:
            if ours and (place not in self.unknown or event.version > self.unknown[place].version):
                self.unknown[place] = event
        elif event.version > here:
            if not ours and event.type not in VOIDED:
                self.foreign.add(place)
            elif event.topic is Topic.TRANSFERS:
                self.newer[event.subject] = event  # any newer event will do: only its subject matters
        self._number(event.subject)

    def _number(self, subject: str) -> None:
        organization, *rest = subject.split("-")
        if len(rest) == len(("kind", "year", "number")):
            kind, year, number = rest
            key = (organization, kind, int(year))
            self.numbers[key] = max(self.numbers.get(key, 0), int(number))


def _is_sent(event: KafkaEvent) -> bool:
    return is_subject(event.subject, Subject.TRANSFER)


async def kafka_diff(
    database: Database, kafka: KafkaSettings, ours: IsOurs, on_progress: Callable[[Topic], OnProgress]
) -> KafkaDiff:
    """Returns the difference between all events in Kafka and the outbox."""
    found, cluster = KafkaDiff(), await cluster_id(kafka)
    for topic in COMPARED:
        known = {each.matter: each.version async for each in latest(database, topic)}
        found.known += len(known)
        progress = on_progress(topic)
        async for event in kafka_events(kafka, [topic], cluster=cluster, on_progress=progress, writer=kafka.writer):
            found.note(event, known, ours=ours(event))
    found.unknown = {place: event for place, event in found.unknown.items() if event.type not in VOIDED}
    return found


def forgotten(now: datetime) -> KafkaDiff:
    """Returns the difference when Kafka is lost as well: the highest epoch is unknown, so the clock gives one that was never used."""
    return KafkaDiff(epoch=int((now - _BEGINNING) / _UNIT))
