"""Moments come back as they went in, on a database that knows no time zones."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from shared.storage.database import Database
from shared.storage.timestamps import Timestamp

_tables = MetaData()
_kept = Table("kept", _tables, Column("at", Timestamp))
SHANGHAI = timezone(timedelta(hours=8))


async def _database(folder: Path) -> Database:
    database = Database(f"sqlite+aiosqlite:///{folder / 'one.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(_tables.create_all)
    return database


async def test_a_moment_comes_back_as_the_same_moment_in_utc(tmp_path: Path) -> None:
    database = await _database(tmp_path)
    async with database.transaction() as connection:
        await connection.execute(insert(_kept).values(at=datetime(2014, 3, 1, 7, 30, tzinfo=SHANGHAI)))
    async with database.reading() as connection:
        found = await connection.scalar(select(_kept.c.at))
    await database.close()
    assert found == datetime(2014, 2, 28, 23, 30, tzinfo=UTC)
    assert found.tzinfo is UTC


async def test_a_moment_without_a_time_zone_is_refused(tmp_path: Path) -> None:
    database = await _database(tmp_path)
    with pytest.raises(StatementError, match="time zone"):
        async with database.transaction() as connection:
            await connection.execute(insert(_kept).values(at=datetime(2014, 3, 1)))  # noqa: DTZ001 - that is the point
    await database.close()
