"""The PostgreSQL of the tests: several databases, and what was committed outlives a crash."""

from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import text

from shared.storage.database import Database
from tests.postgres import Postgres

pytestmark = pytest.mark.full


@pytest.fixture
def server() -> Iterator[Postgres]:
    postgres = Postgres(durable=True)
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.close()


async def _run(url: str, statement: str) -> object:
    database = Database(url)
    try:
        async with database.transaction() as connection:
            done = await connection.execute(text(statement))
            return done.scalar() if done.returns_rows else None
    finally:
        await database.close()


async def test_what_was_committed_outlives_a_crash(server: Postgres) -> None:
    url = await server.database("lianxi_city")
    await _run(url, "CREATE TABLE kept AS SELECT 42 AS number")
    server.kill()
    server.start()
    assert await _run(url, "SELECT number FROM kept") == 42


async def test_a_database_is_a_copy_of_another_and_can_be_dropped(server: Postgres) -> None:
    await _run(await server.database("first"), "CREATE TABLE kept AS SELECT 42 AS number")
    assert await _run(await server.database("second", like="first"), "SELECT number FROM kept") == 42
    await server.drop("second")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(server.url("second").replace("+asyncpg", ""))
