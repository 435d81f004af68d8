"""The consumer of `lianxi.organizations`: stores the facts with the highest version of each record, and the keys of own records.

Duplicates, replays and disorder change nothing. A new cluster changes nothing either: the services publish the same versions
there again.
"""

import asyncio
from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from aiokafka import ConsumerRecord
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.key_ring import OwnKeys
from shared.committee.directory.own_records import PublishedKey, published_key, with_published
from shared.committee.directory.tables import directory
from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.version_bounds import newest_plausible
from shared.messaging.dead_letters import dead_letter
from shared.storage.statements import chunks
from shared.telemetry import metrics

READER = "directory"

_keys = msgspec.json.Decoder(OwnKeys).decode


class _Row(NamedTuple):
    """A changed row of the directory, without its revision. `facts`: as JSON."""

    key: str
    epoch: int
    sequence: int
    facts: str


async def apply(connection: AsyncConnection, records: list[ConsumerRecord], cluster: str) -> list[DeadLetter]:  # noqa: ARG001 - versions outlive clusters
    """Stores facts newer than the stored ones, and keys; returns dead letters for records that are malformed or not to be trusted."""
    decoded = await asyncio.to_thread(_decoded, records)  # verifying a signature takes a tenth of a millisecond
    stored = await _versions(connection, {event.subject for event, _ in decoded.events})
    newest, refused = newest_plausible(decoded.events, lambda each: (each[0].subject, each[0].version), stored)
    kept = with_published(await _known_keys(connection, decoded.keys), decoded.keys)
    changed = [_row(event) for event, _ in newest.values()]
    await _keep(connection, changed + [_keys_row(subject, keys) for subject, keys in kept.changed.items()])
    implausible = [dead_letter(record, consumer=READER, reason=reason) for (_, record), reason in refused]
    return decoded.dead + implausible + [_refused(each.record, reason) for each, reason in kept.refused]


class _Decoded(NamedTuple):
    """The events about organizations, the keys of own records, and the dead letters of the rest."""

    events: list[tuple[ReceivedEvent, ConsumerRecord]]
    keys: list[PublishedKey]
    dead: list[DeadLetter]


def _decoded(records: list[ConsumerRecord]) -> _Decoded:
    found = _Decoded([], [], [])
    for record in records:
        try:
            event = decode(record.value, topic=record.topic, partition=record.partition)
        except MalformedEventError as error:
            found.dead.append(dead_letter(record, consumer=READER, reason=str(error)))
            continue
        if event is not None and isinstance(event.facts, OrganizationFacts):
            found.events.append((event, record))
        elif event is not None and isinstance(event.facts, OwnFacts):
            try:
                key = published_key(record, event, event.facts)
            except MalformedEventError as error:
                found.dead.append(_refused(record, str(error)))
                continue
            found.keys.extend([] if key is None else [key])
    return found


def _refused(record: ConsumerRecord, reason: str) -> DeadLetter:
    """Returns the dead letter of an own record that cannot be trusted."""
    metrics.signatures_refused.labels(READER).inc()
    return dead_letter(record, consumer=READER, reason=reason)


async def _versions(connection: AsyncConnection, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for some in chunks(keys):
        query = select(directory.c.key, directory.c.epoch, directory.c.sequence).where(directory.c.key.in_(some))
        found.update({row.key: (row.epoch, row.sequence) for row in await connection.execute(query)})
    return found


async def _known_keys(connection: AsyncConnection, published: list[PublishedKey]) -> dict[str, OwnKeys]:
    found: dict[str, OwnKeys] = {}
    for some in chunks({each.subject for each in published}):
        query = select(directory.c.key, directory.c.facts).where(directory.c.key.in_(some))
        found.update({row.key: _keys(row.facts) for row in await connection.execute(query)})
    return found


def _row(event: ReceivedEvent) -> _Row:
    facts = None if event.envelope.type in VOIDED else event.facts
    return _Row(event.subject, *event.version, msgspec.json.encode(facts).decode())


def _keys_row(subject: str, keys: OwnKeys) -> _Row:
    return _Row(subject, *max(each.version for each in keys), msgspec.json.encode(keys).decode())


async def _keep(connection: AsyncConnection, changed: list[_Row]) -> None:
    if not changed:
        return
    highest = await connection.scalar(select(func.max(directory.c.revision)))
    rows: list[dict[str, object]] = [{**each._asdict(), "revision": (highest or 0) + 1} for each in changed]
    for some in chunks(rows):
        await connection.execute(directory.delete().where(directory.c.key.in_([row["key"] for row in some])))
        await connection.execute(directory.insert(), some)
