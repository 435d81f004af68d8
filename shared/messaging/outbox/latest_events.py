"""The newest event of every matter in the outbox."""

from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.topics import Topic, kept_for
from shared.contracts.version_bounds import Version
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database
from shared.storage.statements import chunks

BATCH = 500
_MARGIN = timedelta(days=1)

_row, _newer = outbox.c, outbox.alias().c
_after = or_(_newer.epoch > _row.epoch, and_(_newer.epoch == _row.epoch, _newer.sequence > _row.sequence))
_outdated = exists().where(_newer.matter == _row.matter, _newer.topic == _row.topic, _after)
_newest = select(
    _row.id, _row.matter, _row.epoch, _row.sequence, _row.type, _row.payload, _row.cluster, _row.published_at
)


class LatestEvent(NamedTuple):
    """The newest event of a matter in one topic. `cluster`: where it was acknowledged; None while it is pending."""

    id: int
    matter: str
    epoch: int
    sequence: int
    type: str
    payload: bytes
    cluster: str | None
    published_at: datetime | None

    @property
    def version(self) -> Version:
        return self.epoch, self.sequence

    def may_have_expired(self, topic: Topic) -> bool:
        """Returns whether the event may have expired from the topic: the absence of an expired one proves nothing."""
        time, published = kept_for(topic), self.published_at
        return time is not None and published is not None and published <= datetime.now(UTC) - time + _MARGIN


async def latest_batch(connection: AsyncConnection, topic: Topic, after: str) -> list[LatestEvent]:
    """Returns the newest events of the next `BATCH` matters after this one, by matter."""
    here = (_row.topic == topic.value, _row.matter > after, ~_outdated)
    return list(
        map(LatestEvent._make, await connection.execute(_newest.where(*here).order_by(_row.matter).limit(BATCH)))
    )


async def latest(database: Database, topic: Topic) -> AsyncIterator[LatestEvent]:
    """Yields the newest event of every matter. Each batch is read in its own transaction, so that no transaction is long."""
    last = ""
    while True:
        async with database.reading() as connection:
            batch = await latest_batch(connection, topic, last)
        for each in batch:
            yield each
        if len(batch) < BATCH:
            return
        last = batch[-1].matter


async def contents(
    database: Database, topic: Topic, versions: Collection[tuple[str, Version]]
) -> dict[tuple[str, Version], bytes]:
    """Returns the payloads of exactly these versions in the outbox, by matter and version."""
    found: dict[tuple[str, Version], bytes] = {}
    query = select(_row.matter, _row.epoch, _row.sequence, _row.payload).where(_row.topic == topic.value)
    for some in chunks(((matter, *version) for matter, version in versions), BATCH):
        here = tuple_(_row.matter, _row.epoch, _row.sequence).in_(some)
        async with database.reading() as connection:
            rows = await connection.execute(query.where(here))
            found.update(((matter, (epoch, sequence)), payload) for matter, epoch, sequence, payload in rows)
    return found


async def latest_of(connection: AsyncConnection, topic: Topic, matters: Collection[str]) -> list[LatestEvent]:
    """Returns the newest events of a few of these matters; none of a matter without events."""
    here = (_row.topic == topic.value, _row.matter.in_(matters), ~_outdated)
    return list(map(LatestEvent._make, await connection.execute(_newest.where(*here))))


async def newest_versions(database: Database, topic: Topic, matters: Collection[str]) -> dict[str, Version]:
    """Returns the newest version of each of these matters that has events in the outbox."""
    found: dict[str, Version] = {}
    for some in chunks(sorted(matters), BATCH):
        async with database.reading() as connection:
            found.update({each.matter: each.version for each in await latest_of(connection, topic, some)})
    return found


async def known(database: Database, topic: Topic, matters: Collection[str]) -> set[str]:
    """Returns those of these matters that have events in the outbox."""
    found: set[str] = set()
    for some in chunks(sorted(matters), BATCH):
        query = select(_row.matter).distinct().where(_row.topic == topic.value, _row.matter.in_(some))
        async with database.reading() as connection:
            found.update((await connection.execute(query)).scalars())
    return found
