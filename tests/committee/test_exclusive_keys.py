"""What one platform alone may have is stored once on PostgreSQL, also when two transactions store it at the same time."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from shared.committee.exclusive_keys import any_holder, exclusive_keys, household_key
from shared.committee.kinds.platforms.kind import PLATFORMS
from shared.committee.matters.record import MatterRecord
from shared.committee.matters.repository import add, save
from shared.contracts.platform_vocabulary import PlatformClass
from shared.contracts.vocabulary import Level
from shared.domain.platforms.commands import ClosePlatform, RegisterPlatform
from shared.domain.platforms.state import Platform
from shared.storage.database import Database, service_tables
from tests.support.matters import TOWNSHIP, MatterBuilder, decision_context
from tests.support.postgres import Postgres
from tests.support.waiting import eventually

pytestmark = pytest.mark.full

_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def household(number: int) -> tuple[MatterBuilder, MatterRecord[Platform]]:
    """Returns a platform of the household 001 with this number, as it is built and as it is stored."""
    command = RegisterPlatform(platform=PlatformClass.HOUSEHOLD, head="召集人", household="001", parent="p")
    built = MatterBuilder("platform", command, context=decision_context(TOWNSHIP, Level.TOWNSHIP))
    return built, MatterRecord(f"{TOWNSHIP}-g-2026-{number}", TOWNSHIP, number, "一户", "clerk", 1, 1, built.state)


async def stored(database: Database, record: MatterRecord[Platform]) -> None:
    async with database.transaction() as connection:
        await add(connection, PLATFORMS, [record])


async def test_a_household_is_stored_once_until_its_platform_is_closed() -> None:
    with Postgres() as server:
        database = Database(await server.database("one"))
        async with database.engine.begin() as connection:
            await connection.run_sync(service_tables.create_all)
        (built, first), (_, second) = household(1), household(2)

        async def waits() -> bool:
            async with database.reading() as reading:
                return bool(await reading.scalar(_WAITING))

        async with database.transaction() as connection:
            await add(connection, PLATFORMS, [first])
            storing = asyncio.ensure_future(stored(database, second))
            await eventually(waits)
        with pytest.raises(IntegrityError):
            await storing
        closed = first._replace(state=built.execute(ClosePlatform(reason="迁居")).state, sequence=2)
        async with database.transaction() as connection:
            assert await any_holder(connection, household_key("001")) == first.id
            await save(connection, PLATFORMS, closed, before=first)
        await stored(database, second)
        async with database.reading() as connection:
            assert set((await connection.execute(select(exclusive_keys.c.matter))).scalars()) == {second.id}
        await database.close()
