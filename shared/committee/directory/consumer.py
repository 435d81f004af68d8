"""The consumer of `lianxi.organizations`: stores the facts with the highest version of each record.

Duplicates, replays and disorder change nothing. A new cluster changes nothing either: the services publish the same versions
there again.
"""

from collections.abc import Iterable

import msgspec
from aiokafka import ConsumerRecord
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tables import directory
from shared.committee.encryption.sealed_payload import is_public_key
from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.version_bounds import newest_plausible
from shared.messaging.dead_letters import dead_letter
from shared.storage.statements import chunks

READER = "directory"


async def apply(connection: AsyncConnection, records: list[ConsumerRecord], cluster: str) -> list[DeadLetter]:  # noqa: ARG001 - versions outlive clusters
    """Stores facts newer than the stored ones; returns dead letters for malformed records and implausible versions."""
    events, dead_letters = _decoded(records)
    stored = await _versions(connection, {event.subject for event, _ in events})
    newest, refused = newest_plausible(events, lambda each: (each[0].subject, each[0].version), stored)
    await _keep(connection, [event for event, _ in newest.values()])
    return dead_letters + [dead_letter(record, consumer=READER, reason=reason) for (_, record), reason in refused]


def _decoded(records: list[ConsumerRecord]) -> tuple[list[tuple[ReceivedEvent, ConsumerRecord]], list[DeadLetter]]:
    events: list[tuple[ReceivedEvent, ConsumerRecord]] = []
    dead_letters: list[DeadLetter] = []
    for record in records:
        try:
            event = _checked(decode(record.value, topic=record.topic, partition=record.partition))
        except MalformedEventError as error:
            dead_letters.append(dead_letter(record, consumer=READER, reason=str(error)))
            continue
        if event is not None:
            events.append((event, record))
    return events, dead_letters


def _checked(event: ReceivedEvent | None) -> ReceivedEvent | None:
    """Returns the event if the directory stores its record, else None; raises `MalformedEventError` for an unusable public key."""
    facts = None if event is None else event.facts
    if isinstance(facts, OwnFacts) and not is_public_key(facts.public_key):
        raise MalformedEventError("no usable public key")
    return event if isinstance(facts, OrganizationFacts | OwnFacts) else None


async def _versions(connection: AsyncConnection, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for some in chunks(keys):
        query = select(directory.c.key, directory.c.epoch, directory.c.sequence).where(directory.c.key.in_(some))
        found.update({row.key: (row.epoch, row.sequence) for row in await connection.execute(query)})
    return found


async def _keep(connection: AsyncConnection, events: list[ReceivedEvent]) -> None:
    if not events:
        return
    highest = await connection.scalar(select(func.max(directory.c.revision)))
    rows: list[dict[str, object]] = [
        {
            "key": event.subject,
            "epoch": event.envelope.epoch,
            "sequence": event.envelope.sequence,
            "revision": (highest or 0) + 1,
            "facts": msgspec.json.encode(None if event.envelope.type in VOIDED else event.facts).decode(),
        }
        for event in events
    ]
    for some in chunks(rows):
        await connection.execute(directory.delete().where(directory.c.key.in_([row["key"] for row in some])))
        await connection.execute(directory.insert(), some)
