"""A lease has one holder at a time; a holder that loses it stops."""

import asyncio
import time
from asyncio import Event
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from shared.messaging.lease import Lease, leases
from shared.storage.database import Database
from tests.support.waiting import eventually


@pytest.fixture
async def other(service: Database) -> AsyncIterator[Database]:
    """Yields the same database, opened by another process."""
    database = Database(service.url)
    yield database
    await database.close()


async def _taken_by(database: Database, holder: str) -> None:
    async with database.transaction() as connection:
        await connection.execute(update(leases).values(holder=holder, until=time.time() + 3600))


async def test_a_second_holder_is_refused_until_the_first_releases(service: Database, other: Database) -> None:
    first, second = Lease(service, "relay", "first"), Lease(other, "relay", "second")
    assert await first.acquire()
    assert await first.acquire()
    assert not await second.acquire()
    assert (first.held, second.held) == (True, False)
    await first.release()
    assert not first.held
    assert await second.acquire()


async def test_of_two_that_ask_at_once_one_holds_it(service: Database, other: Database) -> None:
    both = await asyncio.gather(Lease(service, "relay", "a").acquire(), Lease(other, "relay", "b").acquire())
    assert sorted(both) == [False, True]


async def test_a_lease_that_was_not_renewed_goes_to_the_next(service: Database, other: Database) -> None:
    """So a holder that was killed is not waited for longer than its period."""
    assert await Lease(service, "relay", "killed", seconds=0.2).acquire()
    second = Lease(other, "relay", "second")
    await eventually(second.acquire)


async def test_a_holder_knows_by_itself_when_its_period_is_over(service: Database) -> None:
    """A process that was frozen must not go on as if nothing had happened."""
    lease = Lease(service, "relay", "frozen", seconds=0.1)
    await lease.acquire()
    await eventually(lambda: not lease.held)


async def test_leases_of_different_names_do_not_meet(service: Database) -> None:
    assert await Lease(service, "relay", "one").acquire()
    assert await Lease(service, "audit", "two").acquire()


async def test_who_loses_the_lease_stops_and_goes_on_when_it_is_back(service: Database) -> None:
    lease, stop, happened = Lease(service, "relay", "me", seconds=0.6), Event(), list[str]()

    async def task(over: Event) -> None:
        happened.append("begins")
        await over.wait()
        happened.append("ends")

    guarding = asyncio.ensure_future(lease.guard(task, stop))
    await eventually(lambda: happened == ["begins"])
    await _taken_by(service, "another")
    await eventually(lambda: happened == ["begins", "ends"])
    async with service.transaction() as connection:
        await connection.execute(update(leases).values(until=0.0))
    await eventually(lambda: happened == ["begins", "ends", "begins"])
    stop.set()
    await guarding
    assert happened[-1] == "ends"
    assert not lease.held


async def test_work_that_does_not_listen_is_cancelled(service: Database) -> None:
    """So a stop takes a bounded time whatever a connection is waiting for."""
    stop, begun, cancelled = Event(), Event(), Event()

    async def deaf(_over: Event) -> None:
        begun.set()
        try:
            await asyncio.Future()
        finally:
            cancelled.set()

    guarding = asyncio.ensure_future(Lease(service, "relay", "me").guard(deaf, stop))
    await begun.wait()
    stop.set()
    await guarding
    assert cancelled.is_set()


async def test_an_end_gives_the_lease_back_at_once(service: Database, other: Database) -> None:
    lease, stop = Lease(service, "relay", "first", seconds=3600), Event()
    guarding = asyncio.ensure_future(lease.guard(_until, stop))
    await eventually(lambda: lease.held)
    stop.set()
    await guarding
    assert await Lease(other, "relay", "second").acquire()


async def _until(over: Event) -> None:
    await over.wait()
