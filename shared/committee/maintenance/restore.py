"""Recovery of a restored database (decision 0017): it publishes its events again in a new epoch and voids those only Kafka has."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, cast

from msgspec import structs
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import KeyPair, add
from shared.committee.events.outbox_event import outbox_event
from shared.committee.events.version import begin_epoch, epoch_of
from shared.committee.kinds.catalogue import KINDS
from shared.committee.maintenance.kafka_diff import COMPARED, KafkaDiff
from shared.committee.matters.repository import reserve
from shared.committee.tables import identity, organizations
from shared.contracts.catalogue import CATALOGUE, TYPE_OF, VOID, VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode, restated
from shared.contracts.envelope import HIGHEST, Change
from shared.contracts.facts import OrganizationFacts, OwnFacts, emptied
from shared.contracts.subjects import Subject, organization_of, partition_of
from shared.contracts.titles import Elsewhere
from shared.contracts.topics import Topic
from shared.contracts.transfer_facts import NoticeFacts
from shared.contracts.vocabulary import Role
from shared.domain.calendar import today
from shared.messaging.outbox.kafka_events import KafkaEvent
from shared.messaging.outbox.latest_events import BATCH, LatestEvent, latest_batch
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox
from shared.storage.statements import chunks

_NO_KEY = bytes(72)
"""The placeholder of a lost private key: it opens nothing, so a new pair is issued, and content sealed meanwhile is returned."""


class Restored(NamedTuple):
    """The result: `again` events published again in `epoch`, `void` events voided in the epoch before it."""

    epoch: int
    again: int
    void: int


async def restore(connection: AsyncConnection, diff: KafkaDiff, *, now: datetime) -> Restored:
    """Publishes the database's events again and voids unknown ones, in one transaction; irreversible: consumers keep the highest epoch."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer, which is this transaction
        await connection.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
    await begin_epoch(connection)
    void = max(await epoch_of(connection), diff.epoch) + 1
    epoch = void + 1
    await connection.execute(update(identity).values(epoch=epoch))
    for table in (organizations, *(kind.table for kind in KINDS)):
        await connection.execute(update(table).values(epoch=epoch))
    for (organization, kind, year), number in diff.numbers.items():
        await reserve(connection, organization, kind, year, number)
    again = 0
    for topic in COMPARED:
        again += await _republish(connection, topic, diff, epoch, now)
    return Restored(epoch, again, await _take_back(connection, diff.void, void, now))


async def _republish(connection: AsyncConnection, topic: Topic, diff: KafkaDiff, epoch: int, now: datetime) -> int:
    """Publishes the newest event of every matter again; void ones stay in the epoch before, so that a new beginning is newer."""
    published, last = 0, ""
    while True:
        some = await latest_batch(connection, topic, last)
        chosen = [each for each in some if _must_be_republished(topic, each, diff)]
        await append_to_outbox(connection, [restated_event(topic, each, epoch, now) for each in chosen])
        published += len(chosen)
        if len(some) < BATCH:
            return published
        last = some[-1].matter


def _must_be_republished(topic: Topic, event: LatestEvent, diff: KafkaDiff) -> bool:
    """Returns whether to publish an event again: not those of foreign subjects; of transfers only outdated notices.

    A dispatch that is published again would be delivered again.
    """
    if topic is Topic.TRANSFERS:
        return event.matter in diff.outdated
    return (topic, event.matter) not in diff.foreign


def restated_event(topic: Topic, event: LatestEvent, epoch: int, now: datetime) -> OutboxEvent:
    """Returns the same event under this epoch; a void one under the epoch before."""
    under = epoch - 1 if event.type in VOIDED else epoch
    return OutboxEvent(
        topic=topic,
        matter=event.matter,
        epoch=under,
        sequence=event.sequence,
        type=event.type,
        payload=restated(event.payload, under),
        recorded_at=now,
    )


async def _take_back(connection: AsyncConnection, void: Iterable[KafkaEvent], epoch: int, now: datetime) -> int:
    events = [event for each in void if (event := decoded_event(each)) is not None]
    for some in chunks(events):
        await append_to_outbox(connection, [voiding(event, epoch, now) for event in some])
    lost = [_lost(event, epoch) for event in events if isinstance(event.facts, OwnFacts)]
    await add(connection, lost, now)
    return len(events)


def decoded_event(event: KafkaEvent) -> ReceivedEvent | None:
    """Returns the decoded event; None for a malformed one, which no consumer has counted."""
    try:
        return decode(event.value, topic=event.topic, partition=partition_of(event.subject))
    except MalformedEventError:
        return None


def voiding(event: ReceivedEvent, epoch: int, now: datetime) -> OutboxEvent:
    """Returns the event that voids a subject, its last; for a derived matter, a notice to its origins that it is void."""
    kind, facts, command = CATALOGUE[event.envelope.type].subject, event.facts, VOID
    if kind is Subject.DERIVED:
        notice, command = cast("NoticeFacts", facts), event.change.command
        facts = NoticeFacts(
            transfer=notice.transfer, chain=notice.chain, onward=notice.onward, state=str(Elsewhere.VOIDED)
        )
    elif isinstance(facts, OrganizationFacts):  # its keeper, by the parents, signs that it is void
        facts = OrganizationFacts(level=facts.level, parents=facts.parents)
    else:
        facts = emptied(facts)
    return outbox_event(
        TYPE_OF[kind, command],
        event.subject,
        producer=event.producer if kind is Subject.ORGANIZATION else organization_of(event.subject),
        version=(epoch, min(event.envelope.sequence + 1, HIGHEST)),
        facts=facts,
        change=Change(command=command, on=today(now), role=Role.SYSTEM_ADMINISTRATOR),
        now=now,
    )


def _lost(event: ReceivedEvent, epoch: int) -> KeyPair:
    facts = structs.asdict(event.facts)
    public, signing = facts["public_key"], facts["signing_key"]
    return KeyPair(
        organization_of(event.subject), epoch, event.envelope.sequence + 1, public, _NO_KEY, signing, _NO_KEY
    )
