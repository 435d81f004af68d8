"""The consumer of the topics of organizations: stores the facts with the highest version of each record, and the keys of own records.

A record or key in a topic whose writer may not publish it is refused, and hides nothing (decision 0107); so is a record that its keeper
has not signed (decision 0115).

Duplicates, replays and disorder change nothing. A new cluster changes nothing either: the services publish the same versions
there again.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import msgspec
from aiokafka import ConsumerRecord
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.key_ring import OwnKeys
from shared.committee.directory.own_records import PublishedKey, published_key, with_published
from shared.committee.directory.record_signatures import KnownRecord, RecordCheck, signed_by_keepers
from shared.committee.directory.record_writers import of_the_highest_writers
from shared.committee.directory.tables import directory
from shared.contracts.catalogue import VOIDED
from shared.contracts.codec import MalformedEventError, ReceivedEvent, decode
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.subjects import organization_of, own_record_of
from shared.contracts.topics import writer_of
from shared.contracts.version_bounds import newest_plausible
from shared.contracts.vocabulary import Level
from shared.contracts.writers import SHARED, EventWriter, Writers, foreign_source, writer_named
from shared.domain.organizations.keepers import keeper_in
from shared.messaging.dead_letters import dead_letter
from shared.storage.statements import chunks
from shared.telemetry import metrics

READER = "directory"
UNSIGNED = "signature-invalid"
"""The reason of a record that its keeper has not signed."""

_keys = msgspec.json.Decoder(OwnKeys).decode


class _Leveled(msgspec.Struct, gc=False):
    """The only fact that the check of a writer needs."""

    level: Level


_leveled = msgspec.json.Decoder(_Leveled | None).decode
_facts = msgspec.json.Decoder(OrganizationFacts | None).decode


class _Row(NamedTuple):
    """A changed row of the directory, without its revision. `facts`: as JSON."""

    key: str
    epoch: int
    sequence: int
    facts: str
    writer: str | None = None


class _Stored(NamedTuple):
    """The version and keeper of a known record, and the writer of its topic."""

    record: KnownRecord
    writer: EventWriter | None


async def apply(
    connection: AsyncConnection,
    records: list[ConsumerRecord],
    cluster: str,  # noqa: ARG001 - versions outlive clusters
    *,
    writers: Writers = SHARED,
    check: RecordCheck | None = None,
) -> list[DeadLetter]:
    """Stores facts newer than the stored ones, and keys; returns dead letters for records that are malformed or not to be trusted."""
    decoded = await asyncio.to_thread(_decoded, records)  # verifying a signature takes a tenth of a millisecond
    stored = await _stored(connection, {event.subject for event, _ in decoded.events})
    events = of_the_highest_writers(decoded.events, {key: each.writer for key, each in stored.items()}, writers)
    known = {key: each.record for key, each in stored.items() if each.writer == events.writers.get(key)}
    signed, unsigned = await signed_by_keepers(events.found, known, check, partial(_with_keys, connection))
    versions = {key: each.version for key, each in known.items()}
    newest, refused = newest_plausible(signed, lambda each: (each[0].subject, each[0].version), versions)
    levels = await _levels(connection, {each.organization for each in decoded.keys})
    keys, forged = _of_hosts(decoded.keys, levels, writers)
    known_keys = await _known_keys(connection, keys)
    kept = with_published(known_keys, keys)
    if check is not None:
        check.note_first_keys({organization_of(subject) for subject in kept.changed.keys() - known_keys.keys()})
    changed = [_row(event, events.writers[event.subject]) for event, _ in newest.values()]
    await _keep(connection, changed + [_keys_row(subject, keys) for subject, keys in kept.changed.items()])
    refusals = [*((record, reason) for (_, record), reason in refused), *events.foreign, *forged]
    letters = [dead_letter(record, consumer=READER, reason=reason) for record, reason in refusals]
    distrusted = [*((record, UNSIGNED) for record in unsigned), *((each.record, why) for each, why in kept.refused)]
    return decoded.dead + letters + [_refused(record, reason) for record, reason in distrusted]


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
    """Returns the dead letter of a record that cannot be trusted."""
    metrics.signatures_refused.labels(READER).inc()
    return dead_letter(record, consumer=READER, reason=reason)


def _of_hosts(
    keys: list[PublishedKey], levels: Mapping[str, Level], writers: Writers
) -> tuple[list[PublishedKey], list[tuple[ConsumerRecord, str]]]:
    """Returns the keys that the service of their organization has published, and the refused records; an unknown level refuses none."""
    found, forged = list[PublishedKey](), list[tuple[ConsumerRecord, str]]()
    for published in keys:
        writer, level = writer_of(published.record.topic), levels.get(published.organization)
        if level is None or writers.may_host(writer, level, published.organization):
            found.append(published)
        else:
            forged.append((published.record, foreign_source(published.subject, writer)))
    return found, forged


async def _levels(connection: AsyncConnection, organizations: Iterable[str]) -> dict[str, Level]:
    """Returns the levels of these organizations, as far as their records are known and not voided."""
    found: dict[str, Level] = {}
    for some in chunks(organizations):
        query = select(directory.c.key, directory.c.facts).where(directory.c.key.in_(some))
        for row in await connection.execute(query):
            if (facts := _leveled(row.facts)) is not None:
                found[row.key] = facts.level
    return found


async def _stored(connection: AsyncConnection, keys: Iterable[str]) -> dict[str, _Stored]:
    found: dict[str, _Stored] = {}
    for some in chunks(keys):
        columns = (directory.c.key, directory.c.epoch, directory.c.sequence, directory.c.writer, directory.c.facts)
        for row in await connection.execute(select(*columns).where(directory.c.key.in_(some))):
            facts = _facts(row.facts)
            record = KnownRecord((row.epoch, row.sequence), None if facts is None else keeper_in(row.key, facts))
            found[row.key] = _Stored(record, writer_named(row.writer) if row.writer else None)
    return found


async def _with_keys(connection: AsyncConnection, organizations: Collection[str]) -> set[str]:
    """Returns those of the organizations of which a key is stored."""
    found: set[str] = set()
    for some in chunks(map(own_record_of, organizations)):
        rows = await connection.execute(select(directory.c.key).where(directory.c.key.in_(some)))
        found |= {organization_of(key) for key in rows.scalars()}
    return found


async def _known_keys(connection: AsyncConnection, published: list[PublishedKey]) -> dict[str, OwnKeys]:
    found: dict[str, OwnKeys] = {}
    for some in chunks({each.subject for each in published}):
        query = select(directory.c.key, directory.c.facts).where(directory.c.key.in_(some))
        found.update({row.key: _keys(row.facts) for row in await connection.execute(query)})
    return found


def _row(event: ReceivedEvent, writer: EventWriter) -> _Row:
    facts = None if event.envelope.type in VOIDED else event.facts
    return _Row(event.subject, *event.version, msgspec.json.encode(facts).decode(), str(writer))


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
