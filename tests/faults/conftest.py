"""Systems of services without aggregation, for tests of the responses during a fault."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.mutations import MUTATIONS
from tests.faults.scenarios import SCENARIOS
from tests.faults.system import FaultSystem
from tests.faults.system_factory import system_factory


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Selects one mutation for each day, and a few scenarios."""
    if config.getoption("--every-mutation"):
        return
    today = MUTATIONS[datetime.now(UTC).date().toordinal() % len(MUTATIONS)]
    others = [item for item in items if _mutation(item) not in (None, today)]
    items[:] = [item for item in items if item not in others]
    config.hook.pytest_deselected(items=others)


def _mutation(item: pytest.Item) -> object:
    call = getattr(item, "callspec", None)
    return call.params.get("mutation") if call else None


async def _running(folder: Path, database: str) -> AsyncIterator[FaultSystem]:
    system = system_factory()(next(each for each in SCENARIOS if each.database == database), folder)
    try:
        await system.start(workers=False)
        yield system
    finally:
        await system.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FaultSystem]:
    async for system in _running(tmp_path_factory.mktemp("faults"), "SQLite"):
        yield system


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FaultSystem]:
    async for system in _running(tmp_path_factory.mktemp("faults"), "PostgreSQL"):
        yield system
