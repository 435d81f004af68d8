"""Transactions are atomic, and one writer writes at a time."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import Database
from tests.support.ports import free_port

_tables = MetaData()
_counter = Table("counter", _tables, Column("value", Integer, nullable=False))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(_tables.create_all)
        await connection.execute(insert(_counter).values(value=0))
    yield database
    await database.close()


async def _value(connection: AsyncConnection) -> int:
    value: int = (await connection.execute(select(_counter.c.value))).scalar_one()
    return value


async def _add_one(database: Database) -> None:
    async with database.transaction() as connection:
        value = await _value(connection)
        await connection.execute(update(_counter).values(value=value + 1))


async def test_what_raises_has_not_happened(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as connection:
            await connection.execute(update(_counter).values(value=7))
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await fail()
    async with database.reading() as connection:
        assert await _value(connection) == 0


async def test_short_statements_are_executed_in_the_thread_of_the_event_loop_but_not_any_number_of_them(
    database: Database,
) -> None:
    async with database.transaction(short_statements=True) as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.create_function("thread", 0, threading.get_ident)
        threads = [await connection.scalar(text("SELECT thread()")) for _ in range(40)]
        await connection.execute(update(_counter).values(value=7))
    assert [each == threading.get_ident() for each in threads] == 32 * [True] + 8 * [False]
    async with database.reading() as connection:
        assert await _value(connection) == 7


async def test_no_update_is_lost_between_two_processes(database: Database) -> None:
    other = Database(database.url)
    await asyncio.gather(*(_add_one(one) for one in (database, other) for _ in range(25)))
    async with other.reading() as connection:
        assert await _value(connection) == 50
    await other.close()


@pytest.mark.parametrize("look", ["reading", "read_one", "transaction"])
async def test_a_look_that_breaks_off_leaves_nothing_open(database: Database, look: str) -> None:
    async def break_off(error: BaseException) -> None:
        async with getattr(database, look)() as connection:
            await _value(connection)
            raise error

    for error in (RuntimeError("half way"), asyncio.CancelledError()):
        with pytest.raises(type(error)):
            await break_off(error)
        await _add_one(database)
    async with database.reading() as connection:
        assert await _value(connection) == 2


async def test_a_reader_sees_one_moment_while_others_write(database: Database) -> None:
    async with database.reading() as connection:
        before = await _value(connection)
        await _add_one(database)
        assert await _value(connection) == before


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)])
async def test_a_durable_database_survives_a_power_cut(tmp_path: Path, durable: bool, synchronous: int) -> None:  # noqa: FBT001
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'two.db'}", durable=durable)
    async with database.reading() as connection:
        pragma = await connection.exec_driver_sql("PRAGMA synchronous")
        assert pragma.scalar_one() == synchronous
    await database.close()


async def test_an_error_does_not_repeat_what_was_to_be_stored(database: Database) -> None:
    """It goes into logs, and what was to be stored may be the text of an opinion report."""
    async with database.transaction() as connection:
        with pytest.raises(IntegrityError) as error:
            await connection.execute(
                text("INSERT INTO counter VALUES (coalesce(nullif(:text, :text), NULL))"), {"text": "secret"}
            )
    assert "secret" not in repr(error.value) + str(error.value)


async def test_whoever_waits_behind_a_stopped_writer_gets_an_error(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.storage.database._BUSY_MS", 50)
    async with database.transaction():
        with pytest.raises(OperationalError):
            await _add_one(database)
    await _add_one(database)


async def test_a_server_that_is_away_is_an_error_of_the_database() -> None:
    database = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing")
    with pytest.raises(OperationalError):
        await _add_one(database)
    await database.close()
