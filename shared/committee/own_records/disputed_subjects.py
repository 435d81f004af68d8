"""Subjects whose newest record in Kafka is by somebody else and was not overridden: their organizations list them in their own records."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Column, Integer, String, Table, and_, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.topics import Topic
from shared.messaging.outbox.table import outbox
from shared.storage.database import service_tables
from shared.storage.statements import chunks, insert_into

disputed_subjects = Table(
    "disputed_subjects",
    service_tables,
    Column("subject", String(64), primary_key=True),
    Column("topic", String(64), nullable=False),
    Column("organization", String(32), nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
)
"""`organization`: the one that writes the subject. `epoch`, `sequence`: the version of the foreign record."""

_row = disputed_subjects.c


_newer = exists().where(
    outbox.c.matter == _row.subject,
    outbox.c.topic == _row.topic,
    or_(outbox.c.epoch > _row.epoch, and_(outbox.c.epoch == _row.epoch, outbox.c.sequence > _row.sequence)),
)


class DisputedSubject(NamedTuple):
    subject: str
    topic: Topic
    organization: str
    epoch: int
    sequence: int


async def put_disputed(connection: AsyncConnection, subjects: Collection[DisputedSubject]) -> None:
    """Stores these subjects; replaces the version of known ones."""
    insertion = insert_into(connection, disputed_subjects)
    values = {name: insertion.excluded[name] for name in ("epoch", "sequence")}
    put = insertion.on_conflict_do_update(index_elements=["subject"], set_=values)
    for some in chunks(subjects):
        await connection.execute(put, [each._asdict() | {"topic": each.topic.value} for each in some])


async def settle(connection: AsyncConnection) -> set[str]:
    """Deletes the subjects of which the outbox has a newer event by now; returns their organizations."""
    settled = set((await connection.execute(select(_row.organization).where(_newer).distinct())).scalars())
    if settled:
        await connection.execute(delete(disputed_subjects).where(_newer))
    return settled


async def disputed_by(connection: AsyncConnection, organizations: Collection[str]) -> Counter[str]:
    """Returns the number of disputed subjects of each of these organizations."""
    query = select(_row.organization, func.count()).where(_row.organization.in_(organizations))
    return Counter({row[0]: row[1] for row in await connection.execute(query.group_by(_row.organization))})
