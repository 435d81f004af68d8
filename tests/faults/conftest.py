"""Systems of the services alone, for what clients see while something is broken."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.making import making
from tests.faults.scenarios import SCENARIOS
from tests.faults.system import System


async def _running(folder: Path, database: str) -> AsyncIterator[System]:
    system = making("kafka")(next(each for each in SCENARIOS if each.database == database), folder)
    try:
        await system.start(workers=False)
        yield system
    finally:
        await system.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async for system in _running(tmp_path_factory.mktemp("faults"), "SQLite"):
        yield system


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async for system in _running(tmp_path_factory.mktemp("faults"), "PostgreSQL"):
        yield system
