"""Copies of a PostgreSQL database by COPY: independent of the version of the server, and without its client programs.

A restore loads the copy into a schema of its own and moves its tables to the place of the others in one transaction.
"""

import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.ops.backups.archive import TableCopy
from shared.committee.directory import tables as _directory  # noqa: F401 - registers its tables
from shared.committee.maintenance import reconcile_result as _reconcile_result  # noqa: F401
from shared.committee.reports import tables as _reports  # noqa: F401
from shared.messaging.readers import positions as _positions  # noqa: F401
from shared.storage.database import Database, read_tables
from shared.storage.migrations.migration import VERSION_TABLES, migrate

_STAGING = "lianxi_restore"
_FASTEST = 1
_TABLES = text(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = :schema AND table_type = 'BASE TABLE'"
)
_COLUMNS = text(
    "SELECT column_name FROM information_schema.columns WHERE table_schema = :schema AND table_name = :table"
    " AND is_generated = 'NEVER' ORDER BY ordinal_position"
)
_REFERENCES = text(
    "SELECT child.relname, parent.relname FROM pg_constraint JOIN pg_class child ON child.oid = conrelid"
    " JOIN pg_class parent ON parent.oid = confrelid JOIN pg_namespace n ON n.oid = child.relnamespace"
    " WHERE contype = 'f' AND n.nspname = :schema AND conrelid <> confrelid"
)
_COUNTERS = text(
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :schema"
    " AND (is_identity = 'YES' OR column_default LIKE 'nextval(%')"
)


async def export(database: Database, folder: Path) -> tuple[TableCopy, ...]:
    """Writes every table of the service, as it is at one moment, to a compressed file in the folder.

    Returns the tables, referenced ones first.
    """
    async with database.reading() as connection:
        await connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        schema = await _schema(connection)
        copies = [await _columns(connection, schema, name) for name in await _in_order(connection, schema)]
        driver = await _driver(connection)
        for table in copies:
            with gzip.open(folder / f"{table.name}.gz", "wb", compresslevel=_FASTEST) as file:
                await driver.copy_from_table(
                    table.name, schema_name=schema, columns=table.columns, output=file, format="text"
                )
    return tuple(copies)


@asynccontextmanager
async def staged(
    database: Database, folder: Path, version: str, tables: Sequence[TableCopy]
) -> AsyncIterator[Database]:
    """Opens the copy inside the block, loaded into a schema beside the tables of the service.

    Raises `NewerSchemaError` if the program does not know the version of the copy.
    """
    await _drop_staging(database)
    async with database.transaction() as connection:
        await connection.execute(text(f"CREATE SCHEMA {_STAGING}"))
    copy = Database(database.url)
    _search_in_staging(copy)
    try:
        await migrate(copy, "service", to=version)
        async with copy.transaction() as connection:
            await _load(connection, folder, tables)
        yield copy
    finally:
        await copy.close()
        await _drop_staging(database)


async def replace(database: Database) -> None:
    """Replaces the tables of the service by the staged ones, in one transaction."""
    async with database.transaction() as connection:
        schema = await _schema(connection)
        for name in await _in_order(connection, schema):
            await connection.execute(text(f'DROP TABLE "{schema}"."{name}" CASCADE'))
        for name in await _in_order(connection, _STAGING):
            await connection.execute(text(f'ALTER TABLE {_STAGING}."{name}" SET SCHEMA "{schema}"'))


async def _drop_staging(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text(f"DROP SCHEMA IF EXISTS {_STAGING} CASCADE"))


def _search_in_staging(database: Database) -> None:
    @event.listens_for(database.engine.sync_engine, "connect", insert=True)
    def _(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET search_path TO {_STAGING}")
        cursor.close()
        connection.commit()


async def _load(connection: AsyncConnection, folder: Path, tables: Sequence[TableCopy]) -> None:
    """Fills the tables and sets their counters behind the highest number in use."""
    driver = await _driver(connection)
    for copied in tables:
        # Of the version, written by the migration.
        await connection.execute(text(f'TRUNCATE {_STAGING}."{copied.name}" CASCADE'))
        with gzip.open(folder / f"{copied.name}.gz", "rb") as file:
            await driver.copy_to_table(
                copied.name, schema_name=_STAGING, columns=copied.columns, source=file, format="text"
            )
    for table, column in list(await connection.execute(_COUNTERS, {"schema": _STAGING})):
        place = f'{_STAGING}."{table}"'
        highest = f'SELECT COALESCE(MAX("{column}"), 0) + 1 FROM {place}'  # noqa: S608 - names of our own tables
        await connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{place}', '{column}'), ({highest}), false)")
        )


async def _in_order(connection: AsyncConnection, schema: str) -> list[str]:
    """Returns the tables of the service, those that others reference first."""
    read = {*read_tables.tables, VERSION_TABLES["read"]}
    names = {name for (name,) in await connection.execute(_TABLES, {"schema": schema})} - read
    graph = TopologicalSorter[str](dict.fromkeys(sorted(names), ()))
    for child, parent in await connection.execute(_REFERENCES, {"schema": schema}):
        graph.add(child, parent)
    return list(graph.static_order())


async def _columns(connection: AsyncConnection, schema: str, table: str) -> TableCopy:
    rows = await connection.execute(_COLUMNS, {"schema": schema, "table": table})
    return TableCopy(table, tuple(name for (name,) in rows))


async def _schema(connection: AsyncConnection) -> str:
    found: str = (await connection.execute(text("SELECT current_schema()"))).scalar_one()
    return found


async def _driver(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection
