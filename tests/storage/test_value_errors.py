"""What PostgreSQL cannot store is an error of the value: a reader parks the record, and a request is refused."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, insert
from sqlalchemy.exc import DBAPIError

from shared.messaging.readers.parking import is_transient
from shared.storage.database import Database
from shared.storage.diagnostics import is_value_error
from tests.support.postgres import Postgres
from tests.support.problems import check_problem
from tests.support.site import open_site
from tests.support.transfers import (
    COUNTY,
    COUNTYS,
    TOWNSHIP,
    TRANSFER,
    apply_records,
    dispatch,
    open_transfer_service,
    published_transfers,
)

pytestmark = pytest.mark.full

VALUES = Table(
    "some_values",
    MetaData(),
    Column("short", String(3)),
    Column("count", Integer),
    Column("large", BigInteger),
    Column("indexed", Text, unique=True),
)

UNSTORABLE: dict[str, dict[str, object]] = {
    "a text too long": {"short": "四个字的"},
    "a NUL": {"short": "a\0"},
    "half a surrogate pair": {"short": "\ud83d"},
    "a number too large": {"count": 2**40},
    "a number beyond all bounds": {"large": 2**70},
    "a text too long for an index": {"indexed": Random(1).randbytes(9000).hex()},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture
async def database(server: Postgres) -> AsyncIterator[Database]:
    opened = Database(await server.database("values"))
    async with opened.transaction() as connection:
        await connection.run_sync(VALUES.create)
    yield opened
    await opened.close()
    await server.drop("values")


async def refused(database: Database, row: dict[str, object]) -> DBAPIError:
    """Returns the error of PostgreSQL for a row."""
    with pytest.raises(DBAPIError) as error:
        async with database.transaction() as connection:
            await connection.execute(insert(VALUES).values(**row))
    return error.value


@pytest.mark.parametrize("case", UNSTORABLE)
async def test_a_value_that_cannot_be_stored_parks_its_record(database: Database, case: str) -> None:
    error = await refused(database, UNSTORABLE[case])
    assert is_value_error(error)
    assert not is_transient(error)


async def test_a_value_that_came_before_is_no_value_error(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(insert(VALUES).values(indexed="x"))
    assert not is_value_error(await refused(database, {"indexed": "x"}))


async def test_a_request_with_a_value_that_cannot_be_stored_is_refused(server: Postgres, tmp_path: Path) -> None:
    async with open_site(tmp_path, url=await server.database("site")) as site:
        answer = await site.client.get(f"/api/v1/notes/{2**40}", headers=await site.secretary())
    check_problem(answer, 422, "invalid")


async def test_the_inbox_passes_over_a_dispatch_that_cannot_be_stored(database: Database, tmp_path: Path) -> None:
    keys: dict[str, bytes] = {}
    async with (
        open_transfer_service(tmp_path, TOWNSHIP, keys=keys) as township,
        open_transfer_service(tmp_path, COUNTY, keys=keys) as county,
    ):
        county.derived = {TRANSFER: COUNTYS}
        await township.send(dispatch(keys[COUNTY]))
        county.refusing = await refused(database, UNSTORABLE["a text too long"])
        (letter,) = await apply_records(county, await published_transfers(township))
    assert letter.reason == "unstorable"
