"""Responses to clients during a fault: 2xx, 4xx or 503 with Retry-After, and each write takes effect once."""

import asyncio
import resource
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from random import Random
from signal import SIGKILL
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from deploy.ops.databases import databases
from shared.messaging.outbox.backlog import backlog
from tests.faults import organizations
from tests.faults.clerks import REPEATED, UNAVAILABLE
from tests.faults.system import FaultSystem
from tests.faults.topics import TopicRecords

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]

KILLS = 20
AT_ONCE = 6
_POLL_SECONDS = 0.05
_PATIENCE = 180.0


async def begin(system: FaultSystem, title: str) -> str:
    """Creates a proposal, repeating the request until it succeeds; returns its id."""
    account = organizations.clerk(Random(title).choice(organizations.COUNTIES))
    answer = await system.clerks.post(organizations.WRITER, account, "/proposals", json={"title": title})
    assert answer.status_code == httpx.codes.CREATED, answer.text
    return str(answer.json()["id"])


async def begin_several(system: FaultSystem) -> dict[str, str]:
    """Creates several proposals; returns title -> id."""
    titles = [f"关于故障的提案{uuid4().hex}" for _ in range(AT_ONCE)]
    return dict(zip(titles, await asyncio.gather(*[begin(system, title) for title in titles]), strict=True))


async def kept(system: FaultSystem) -> Counter[tuple[str, str]]:
    """Returns how often each (title, id) is in the database."""
    async with databases(system.settings, organizations.WRITER) as opened, opened.service.reading() as connection:
        rows = await connection.execute(text("SELECT title, id FROM proposals"))
        return Counter((title, id) for title, id in rows)


async def waiting(system: FaultSystem) -> int:
    """Returns the number of pending events."""
    async with databases(system.settings, organizations.WRITER) as opened:
        return (await backlog(opened.service)).pending


async def drained(system: FaultSystem) -> None:
    """Returns when no event is pending."""
    async with asyncio.timeout(_PATIENCE):
        while await waiting(system):  # noqa: ASYNC110 - in another process
            await asyncio.sleep(_POLL_SECONDS)


async def until(holds: Callable[[], bool]) -> None:
    """Returns as soon as the condition holds."""
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110 - it depends on another process
            await asyncio.sleep(_POLL_SECONDS)


@asynccontextmanager
async def refusing(system: FaultSystem) -> AsyncIterator[None]:
    """Starts writes inside the block; each is refused at least once with Retry-After, and then takes effect once."""
    before = system.clerks.answers[UNAVAILABLE]
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(begin_several(system))
        await until(lambda: system.clerks.answers[UNAVAILABLE] >= before + AT_ONCE)
        yield
    found = await kept(system)
    assert [found[write] for write in writing.result().items()] == [1] * AT_ONCE


async def test_while_kafka_is_away_writes_are_accepted_and_published_afterwards(on_sqlite: FaultSystem) -> None:
    await drained(on_sqlite)
    on_sqlite.broker.stop()
    before = Counter(on_sqlite.clerks.answers)
    written = await begin_several(on_sqlite) | await begin_several(on_sqlite)
    assert on_sqlite.clerks.answers - before == {201: len(written)}
    assert await waiting(on_sqlite) >= len(written)  # services publish events of their own as well
    await on_sqlite.services[organizations.WRITER].down(SIGKILL)
    on_sqlite.services[organizations.WRITER].up(on_sqlite.processes)
    written |= await begin_several(on_sqlite)
    await on_sqlite.broker.start()
    await drained(on_sqlite)
    topics = TopicRecords(on_sqlite.kafka)
    await topics.read()
    assert {f"{id}/1/1" for id in written.values()} <= topics.ids.keys()


async def test_killed_between_commit_and_answer_a_repeated_request_gets_the_first_answer(
    on_sqlite: FaultSystem,
) -> None:
    await killed_again_and_again(on_sqlite)


async def test_on_postgresql_as_well(on_postgres: FaultSystem) -> None:
    await killed_again_and_again(on_postgres)


def grown(written: dict[str, str], goal: int) -> bool:
    return len(written) >= goal


async def killed_again_and_again(system: FaultSystem) -> None:
    """Repeats each request without a response with its key until it is answered; each title is stored once.

    The kills continue until one of them has come between a commit and its response.
    """
    rng, written, ending = Random(KILLS), dict[str, str](), asyncio.Event()
    before = Counter(system.clerks.answers)

    async def write() -> None:
        while not ending.is_set():
            title = f"关于重复的提案{uuid4().hex}"
            written[title] = await begin(system, title)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(write())
        kills = 0
        while kills < KILLS or not (system.clerks.answers - before)[REPEATED]:
            kills += 1
            goal = len(written) + AT_ONCE
            await until(partial(grown, written, goal))
            await asyncio.sleep(rng.uniform(0, 0.1))
            await system.services[organizations.WRITER].down(SIGKILL)
            system.services[organizations.WRITER].up(system.processes)
        ending.set()
    found = Counter({write: n for write, n in (await kept(system)).items() if write[0].startswith("关于重复的提案")})
    assert found == Counter(written.items())


async def test_a_database_that_somebody_else_has_locked_is_a_503(on_sqlite: FaultSystem) -> None:
    file = on_sqlite.folder / f"{organizations.WRITER}.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with refusing(on_sqlite):
            other.rollback()


async def test_a_disk_that_is_full_is_a_503(on_sqlite: FaultSystem) -> None:
    process = on_sqlite.services[organizations.WRITER].pid
    soft, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, hard))
    async with refusing(on_sqlite):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_postgresql_that_is_stopped_is_a_503(on_postgres: FaultSystem) -> None:
    assert on_postgres.postgres is not None
    on_postgres.postgres.stop()
    async with refusing(on_postgres):
        on_postgres.postgres.start()


async def test_a_postgresql_that_is_killed_in_the_middle_is_a_503(on_postgres: FaultSystem) -> None:
    assert on_postgres.postgres is not None
    async with asyncio.TaskGroup() as tasks:
        writing = [tasks.create_task(begin_several(on_postgres)) for _ in range(3)]
        await until(lambda: any(task.done() for task in writing))
        on_postgres.postgres.kill()
        async with refusing(on_postgres):
            on_postgres.postgres.start()


async def test_a_postgresql_that_only_reads_is_a_503(on_postgres: FaultSystem) -> None:
    async with databases(on_postgres.settings, organizations.WRITER) as opened:
        name = f"lianxi_{organizations.WRITER}"
        async with opened.service.transaction() as connection:
            await connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
            await connection.execute(text(_CUT_OFF))
        async with refusing(on_postgres), opened.service.transaction() as connection:
            await connection.execute(text("SET TRANSACTION READ WRITE"))
            await connection.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
            await connection.execute(text(_CUT_OFF))


_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
