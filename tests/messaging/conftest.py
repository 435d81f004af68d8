"""A service database and a read database for each test alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from tests.messaging.arrivals import arrivals
from tests.support.databases import database_url


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(database_url(tmp_path, "service"))
    await migrate(database, "service")
    yield database
    await database.close()


@pytest.fixture
async def read(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(database_url(tmp_path, "read"), durable=False)
    await migrate(database, "read")
    async with database.engine.begin() as connection:
        await connection.run_sync(arrivals.create)
    yield database
    await database.close()
