"""The watch of a service over its own subjects: a record that it has not written is reported, and overridden by its own state.

Readers refuse a forged record of an organization, dispatch or notice, which need a signature; figures follow the newest version, whoever
wrote it. There the newest event of the outbox is published again above the forged one, and a subject that the
database does not have is voided. What is not overridden is disputed: its organization lists it in its own record (decision 0106).
"""

from asyncio import Event
from collections.abc import Callable

import structlog
from aiokafka import ConsumerRecord
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.events.version import begin_epoch, epoch_of
from shared.committee.kinds.catalogue import KINDS
from shared.committee.maintenance.restore import decoded_event, restated_event, voiding
from shared.committee.own_records.disputed_subjects import DisputedSubject, put_disputed, settle
from shared.committee.own_records.record import publish_again
from shared.committee.tables import identity, organizations
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.envelope import event_id
from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.messaging.lease import Lease
from shared.messaging.outbox.foreign_records import foreign_records
from shared.messaging.outbox.kafka_events import KafkaEvent, event_in, producer_of
from shared.messaging.outbox.latest_events import latest_of
from shared.messaging.outbox.table import append_to_outbox
from shared.messaging.readers.parking import TransientError
from shared.messaging.readers.positions import ReaderPositions, inbox_positions
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.storage.statements import chunks
from shared.telemetry import metrics

READER = "watch"
WATCHED = (*EVENT_TOPICS, Topic.TRANSFERS)
"""The topics that are watched. Chunks of attachments are not: nobody can open a forged one."""

POLL_SECONDS = 15.0
"""Time between two polls, so that the figures are right again within a minute. Each poll reads all that came since in large batches."""

MOST_OVERRIDDEN = 20
"""Subjects of a batch that are overridden. More are only disputed: the database may have been restored without `restored`."""

_log = structlog.get_logger(__name__)


class RecordWatch:
    """A service task. `complete`: whether the directory has been read to its end, so that it is known who is hosted here.

    What Kafka had before the first poll is only disputed: this database may have begun anew.
    """

    def __init__(
        self,
        context: ServiceContext,
        kafka: KafkaSettings,
        lease: Lease,
        *,
        complete: Callable[[], bool],
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        self.context = context
        self.complete = complete
        self.reader = Reader(
            *(READER, WATCHED, context.service, kafka, self.apply),
            lease=lease,
            stored_in=inbox_positions,
            applied=context.wake,
            poll_seconds=poll_seconds,
            writer=kafka.writer,
        )
        self._reads_history = False
        for topic in WATCHED:
            metrics.foreign_records.labels(topic.value)  # an alert sees no increase of a counter that begins above 0

    async def run(self, stop: Event) -> None:
        """Watches until `stop`."""
        async with self.context.service.reading() as connection:
            self._reads_history = not await ReaderPositions(READER, inbox_positions).stored(connection)
        await self.reader.run(stop)

    async def apply(self, connection: AsyncConnection, records: list[ConsumerRecord], cluster: str) -> list[DeadLetter]:  # noqa: ARG002 - versions outlive clusters
        """Reports the records of others about our subjects and overrides them; the records stay, so there are no dead letters."""
        if not self.complete():
            raise TransientError("directory")
        self._reads_history = self._reads_history and not self.reader.caught_up
        events = [event for record in records if (event := event_in(record))]
        tree = await self.context.directory.tree()

        def ours(event: KafkaEvent) -> bool:
            is_record = is_subject(event.subject, Subject.ORGANIZATION)
            writer = event.producer if is_record else organization_of(event.subject)
            return writer in tree and self.context.hosts(writer, tree.level(writer))

        found = await foreign_records(self.context.service, events, ours)
        for event in found:
            metrics.foreign_records.labels(event.topic.value).inc()
            id = event_id(event.subject, *event.version)
            _log.error("foreign_record", event_id=id, topic=event.topic.value, type=event.type, producer=event.producer)
        newest = {event.subject: event for event in sorted(found, key=lambda event: event.version)}
        changed = set[str]()
        if newest and (self._reads_history or len(newest) > MOST_OVERRIDDEN):
            _log.error("foreign_records_not_overridden", subjects=len(newest))
            changed = await _dispute(connection, list(newest.values()))
        elif newest:
            await self._override(connection, list(newest.values()))
        changed |= await settle(connection)
        if changed:
            await publish_again(connection, changed, self.context.now())
        return []

    async def _override(self, connection: AsyncConnection, foreign: list[KafkaEvent]) -> None:
        """Publishes our newest event of each subject above the foreign one. Dispatches and notices are left: readers refuse them."""
        now = self.context.now()
        for event in foreign:
            if is_subject(event.subject, Subject.OWN):
                await publish_again(connection, [organization_of(event.subject)], now, above=event.version)
        if not (counted := _counted(foreign)):
            return
        await begin_epoch(connection)
        void = max(await epoch_of(connection), *(event.version[0] for event in counted)) + 1
        epoch = void + 1  # what begins anew under the id of a voided subject is newer than its voiding
        await connection.execute(update(identity).values(epoch=epoch))
        for event in counted:
            await _move(connection, event.subject, epoch)
            known = await latest_of(connection, event.topic, [event.subject])
            again = [restated_event(event.topic, each, epoch, now) for each in known]
            unknown = None if known else decoded_event(event)
            await append_to_outbox(connection, again if unknown is None else [voiding(unknown, void, now)])
        _log.warning("foreign_records_overridden", subjects=len(counted), epoch=epoch)


def _counted(foreign: list[KafkaEvent]) -> list[KafkaEvent]:
    """Returns those of which figures are made. Own records, dispatches and notices need a signature."""
    return [each for each in foreign if each.topic in EVENT_TOPICS and not is_subject(each.subject, Subject.OWN)]


async def _dispute(connection: AsyncConnection, foreign: list[KafkaEvent]) -> set[str]:
    """Stores the subjects as disputed; returns the organizations that write them."""
    counted, writers = _counted(foreign), dict[str, str]()
    for topic in {event.topic for event in counted}:
        for some in chunks(event.subject for event in counted if event.topic is topic):
            known = await latest_of(connection, topic, some)
            writers.update({each.matter: producer_of(each.payload) for each in known})
    found = [
        DisputedSubject(event.subject, event.topic, writers.get(event.subject, event.producer), *event.version)
        for event in counted
    ]
    await put_disputed(connection, found)
    return {each.organization for each in found}


async def _move(connection: AsyncConnection, subject: str, epoch: int) -> None:
    """Stores the epoch of a subject in its row, which also waits for another transaction that changes it."""
    if is_subject(subject, Subject.ORGANIZATION):
        await connection.execute(update(organizations).where(organizations.c.key == subject).values(epoch=epoch))
        return
    for table in (kind.table for kind in KINDS if is_subject(subject, kind.subject)):
        await connection.execute(update(table).where(table.c.id == subject).values(epoch=epoch))
