"""The PostgreSQL of the tests: several databases, and what was committed outlives a crash."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
import time_machine
from sqlalchemy import text
from structlog.testing import capture_logs

from shared.storage.database import Database
from shared.storage.preparation import compare_clocks, prepare_or_exit
from tests.support.postgres import Postgres

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


async def test_a_connection_that_a_restart_has_ended_is_replaced(server: Postgres) -> None:
    database = Database(await server.database("lianxi_city"))
    try:
        async with database.read_one() as connection:
            await connection.execute(text("SELECT 1"))
        server.kill()
        server.start()
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=1)):
            async with database.transaction() as connection:
                assert await connection.scalar(text("SELECT 1")) == 1
    finally:
        await database.close()


async def test_a_database_is_a_copy_of_another_and_can_be_dropped(server: Postgres) -> None:
    await _run(await server.database("first"), "CREATE TABLE kept AS SELECT 42 AS number")
    assert await _run(await server.database("second", like="first"), "SELECT number FROM kept") == 42
    await server.drop("second")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(server.url("second").replace("+asyncpg", ""))


@pytest.mark.parametrize(("minutes", "seconds_ahead"), [(10, 600), (-10, -600), (0, None)])
async def test_a_clock_that_differs_from_the_databases_is_logged(
    server: Postgres, minutes: int, seconds_ahead: int | None
) -> None:
    database = Database(await server.database("clock"))
    try:
        with capture_logs() as logs, time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            await compare_clocks(database)
    finally:
        await database.close()
    logged = [each["seconds_ahead"] for each in logs if each["event"] == "clocks_differ"]
    assert logged == ([] if seconds_ahead is None else [pytest.approx(seconds_ahead, abs=5)])


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("/clock", "/nowhere", "没有 LIANXI_DATABASE 指定的库"),
        ("postgres@", "stranger@", "数据库不接受这个用户"),
        ("127.0.0.1:", "127.0.0.2:", "数据库没有应答"),
    ],
)
def test_what_keeps_a_database_from_being_used_is_one_sentence(
    server: Postgres, capsys: pytest.CaptureFixture[str], before: str, after: str, message: str
) -> None:
    url = server.url("clock").replace(before, after)
    with pytest.raises(SystemExit, match="1"):
        prepare_or_exit(url, url)
    assert message in capsys.readouterr().err
