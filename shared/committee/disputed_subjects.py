"""Subjects whose newest record in Kafka is by somebody else and was not overridden: their organizations say so in their own records."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Column, Integer, String, Table, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.topics import Topic
from shared.contracts.version_bounds import Version
from shared.messaging.outbox.latest_events import latest_of
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


class DisputedSubject(NamedTuple):
    subject: str
    topic: Topic
    organization: str
    version: Version


async def put_disputed(connection: AsyncConnection, subjects: Collection[DisputedSubject]) -> None:
    """Stores these subjects; replaces the version of known ones."""
    insertion = insert_into(connection, disputed_subjects)
    values = {name: insertion.excluded[name] for name in ("epoch", "sequence")}
    put = insertion.on_conflict_do_update(index_elements=["subject"], set_=values)
    for some in chunks(subjects):
        rows = [
            {
                "subject": each.subject,
                "topic": each.topic.value,
                "organization": each.organization,
                "epoch": each.version[0],
                "sequence": each.version[1],
            }
            for each in some
        ]
        await connection.execute(put, rows)


async def settle(connection: AsyncConnection) -> set[str]:
    """Deletes the subjects of which the outbox has a newer event by now; returns their organizations."""
    rows = (await connection.execute(select(disputed_subjects))).all()
    settled = []
    for topic in {row.topic for row in rows}:
        here = {row.subject: row for row in rows if row.topic == topic}
        for some in chunks(sorted(here)):
            newest = await latest_of(connection, Topic(topic), some)
            settled += [row for each in newest if each.version > ((row := here[each.matter]).epoch, row.sequence)]
    for some in chunks(settled):
        await connection.execute(delete(disputed_subjects).where(_row.subject.in_([row.subject for row in some])))
    return {row.organization for row in settled}


async def disputed_by(connection: AsyncConnection, organizations: Collection[str]) -> Counter[str]:
    """Returns the number of disputed subjects of each of these organizations."""
    query = select(_row.organization, func.count()).where(_row.organization.in_(organizations))
    return Counter({row[0]: row[1] for row in await connection.execute(query.group_by(_row.organization))})
