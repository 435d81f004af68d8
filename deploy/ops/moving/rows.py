"""Reads, writes and deletes the rows of a county in a service database."""

from collections.abc import AsyncIterator

from sqlalchemy import ColumnElement, Table, delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.ops.moving.ownership import CONTENTS, COPIED, deleted_tables, moving, moving_tables
from shared.committee.events.version import begin_epoch
from shared.committee.tables import identity
from shared.messaging.outbox.table import outbox
from shared.storage.database import service_tables
from shared.storage.statements import insert_into

_PORTION = 100
_RENUMBERED = ("outbox", "readings", "password_history")
"""Tables whose rows get new ids: only their order matters."""

Counts = dict[str, int]
"""The number of rows of each table that has some."""
EventKey = tuple[str, int, int, str]


async def counts(connection: AsyncConnection, county: str) -> Counts:
    """Returns how many rows belong to the county, by table."""
    found = {}
    for table in moving_tables():
        query = select(func.count()).select_from(table).where(moving(table, county))
        if number := await connection.scalar(query):
            found[table.name] = int(number)
    return found


async def foreign_tables(connection: AsyncConnection, county: str) -> list[str]:
    """Returns the names of the tables that have rows of other organizations; accounts without an organization are of nobody."""
    found = []
    for name in ("organizations", "own_records", "outbox", "notifications", "accounts"):
        table = service_tables.tables[name]
        query = select(func.count()).select_from(table).where(~moving(table, county))
        if await connection.scalar(query):
            found.append(name)
    return found


async def event_keys(connection: AsyncConnection, county: str) -> set[EventKey]:
    """Returns the subject, the version and the topic of every event of the county in the outbox."""
    columns = (outbox.c.matter, outbox.c.epoch, outbox.c.sequence, outbox.c.topic)
    rows = await connection.execute(select(*columns).where(moving(outbox, county)))
    return {(row.matter, row.epoch, row.sequence, row.topic) for row in rows}


async def portions(
    connection: AsyncConnection, table: Table, condition: ColumnElement[bool]
) -> AsyncIterator[list[dict[str, object]]]:
    """Yields these rows of a table in the order of its primary key."""
    key = tuple_(*table.primary_key.columns)
    query = select(table).where(condition).order_by(*table.primary_key.columns).limit(_PORTION)
    last: tuple[object, ...] | None = None
    while True:
        rows = (await connection.execute(query if last is None else query.where(key > last))).mappings().all()
        if not rows:
            return
        yield [dict(row) for row in rows]
        last = tuple(rows[-1][column.name] for column in table.primary_key.columns)


async def insert(connection: AsyncConnection, table: Table, rows: list[dict[str, object]]) -> None:
    """Inserts moved rows; some tables number them anew. Contents that are stored already remain."""
    if table.name in _RENUMBERED:
        rows = [{name: value for name, value in row.items() if name != "id"} for row in rows]
    insertion = insert_into(connection, table)
    await connection.execute(insertion.on_conflict_do_nothing() if table.name in CONTENTS else insertion, rows)


async def copy_shared(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copies what both services have afterwards, unless the target has it already, and the epoch."""
    for name, condition in COPIED.items():
        table = service_tables.tables[name]
        async for rows in portions(source, table, condition):
            await target.execute(insert_into(target, table).on_conflict_do_nothing(), rows)
    epoch = await source.scalar(select(identity.c.epoch)) or 1
    await begin_epoch(target)
    await target.execute(identity.update().where(identity.c.epoch < epoch).values(epoch=epoch))


async def remove(connection: AsyncConnection, county: str) -> None:
    """Deletes the rows of the county; contents of its files remain until the service removes those that nobody uses."""
    for table in deleted_tables():
        await connection.execute(delete(table).where(moving(table, county)))
