"""Migrations create the tables that the code declares."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, String, column, create_engine, select, table, text

from shared.storage.database import Database
from shared.storage.migrations.migration import VERSION_TABLES, NewerSchemaError, Which, folder, migrate, newest
from shared.storage.preparation import prepare_or_exit
from tests.storage.comparison import differences
from tests.storage.tables import all_tables

BOTH: tuple[Which, Which] = ("service", "read")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    yield database
    await database.close()


def _indexes(connection: Connection) -> set[str]:
    rows = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    return {sql for (sql,) in rows}


@pytest.mark.parametrize("which", BOTH)
async def test_migrations_make_exactly_the_tables_of_the_code(database: Database, which: Which) -> None:
    tables = all_tables()[which]
    await migrate(database, which)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences, tables) == []


@pytest.mark.parametrize("which", BOTH)
async def test_migrations_make_the_partial_indexes_too(database: Database, which: Which) -> None:
    """A comparison of metadata does not look at the condition of an index."""
    with create_engine("sqlite://").connect() as ideal:
        all_tables()[which].create_all(ideal)
        expected = _indexes(ideal)
    await migrate(database, which)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_indexes) == expected


@pytest.mark.parametrize("which", BOTH)
async def test_migrating_again_changes_nothing(database: Database, which: Which) -> None:
    await migrate(database, which)
    await migrate(database, which)
    async with database.reading() as connection:
        version = column("version_num", String)
        rows = await connection.execute(select(version).select_from(table(VERSION_TABLES[which])))
    assert rows.scalars().all() == ["0001"]


async def test_both_lines_live_in_one_database(database: Database) -> None:
    for which in BOTH:
        await migrate(database, which)
    async with database.engine.connect() as connection:
        for which in BOTH:
            assert await connection.run_sync(differences, all_tables()[which]) == []


async def test_two_processes_may_migrate_at_once(database: Database) -> None:
    other = Database(database.url)
    await asyncio.gather(migrate(database, "service"), migrate(other, "service"))
    await other.close()


@pytest.fixture
async def newer(database: Database) -> Database:
    """Returns the database of a newer program."""
    await migrate(database, "service")
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE service_version SET version_num = '9999'"))
    return database


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(newer: Database) -> None:
    with pytest.raises(NewerSchemaError, match="9999"):
        await migrate(newer, "service")
    async with newer.reading() as connection:
        assert await connection.scalar(text("SELECT version_num FROM service_version")) == "9999"


async def test_a_process_that_finds_such_a_database_ends_and_says_what_to_do(
    newer: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="1"):
        await asyncio.to_thread(prepare_or_exit, newer.url, newer.url)
    (printed,) = capsys.readouterr().err.splitlines()
    assert "9999" in printed


@pytest.mark.parametrize("which", VERSION_TABLES)
def test_the_name_of_the_newest_file_says_its_version(which: Which) -> None:
    script = ScriptDirectory(str(folder(which).parent.parent), version_locations=[str(folder(which))])
    assert script.get_heads() == [newest(which)]


def test_a_service_starts_without_alembic() -> None:
    loaded = "import shared.service_process, sys; sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
