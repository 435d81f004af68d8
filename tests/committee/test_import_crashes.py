"""The process that enters an import is killed at any moment: afterwards every row is a proposal exactly once."""

import multiprocessing
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from shared.committee.context import ServiceContext
from shared.committee.imports.proposals import jobs
from shared.committee.imports.proposals.portions import process_portion
from shared.committee.imports.proposals.tables import imported_proposals, proposal_import_rows
from shared.committee.imports.proposals.usecases import ProposalImports
from shared.committee.matters.search import grams_of
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.tables import journal, numbers, proposals
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database, read_tables
from tests.benchmarks.lists import CLERK, service_context
from tests.committee.import_process import FixedSize, enter
from tests.storage.tables import all_tables
from tests.support.postgres import Postgres

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.parametrize("kind", ["sqlite", "postgresql"])]

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.committee.import_process"])
ROWS, PORTION, KILLS = 200, 5, 20
TABLE = "标题,提案人,内容,年度,提交日期\n" + "".join(
    f"关于第{n * 7919}号事项的提案,委员{n},正文{n},2024,2024-03-{n % 28 + 1:02}\n" for n in range(ROWS)
)


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest_asyncio.fixture
async def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Returns the URL of an empty database of this kind."""
    if kind == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/service.db"
    return str(await request.getfixturevalue("postgres").database(tmp_path.name))


@pytest_asyncio.fixture
async def context(url: str, tmp_path: Path) -> AsyncIterator[ServiceContext]:
    """Yields the context of a service with the tables of the database."""
    database, read = Database(url), Database(f"sqlite+aiosqlite:///{tmp_path}/read.db", durable=False)
    async with database.transaction() as connection:
        await connection.run_sync(all_tables()["service"].create_all)
    async with read.transaction() as connection:
        await connection.run_sync(read_tables.create_all)
    yield service_context(database, read)
    await database.close()
    await read.close()


async def test_every_row_is_entered_once_whenever_the_process_is_killed(
    context: ServiceContext, url: str, tmp_path: Path
) -> None:
    id = await _stored(context)
    generator, kills = random.Random(7), 0
    while kills < KILLS:
        kills += _killed(url, tmp_path, id, generator)
    while await process_portion(context, id, FixedSize(ROWS)):
        pass
    job = await _job(context, id)
    assert (job.entered, job.unchanged, job.failed) == (ROWS, 0, 0)
    await _assert_each_row_once(context)


async def _stored(context: ServiceContext) -> str:
    """Stores the import; returns its id."""
    imports = ProposalImports(context)
    file = await imports.read(CLERK, TABLE.encode())
    async with context.service.transaction() as connection:
        result, _ = await imports.enter(connection, CLERK, file, accepted=True)
    assert result.import_id is not None
    return result.import_id


async def _job(context: ServiceContext, id: str) -> jobs.ImportJob:
    async with context.service.reading() as connection:
        return await jobs.find(connection, id)


def _killed(url: str, folder: Path, id: str, generator: random.Random) -> bool:
    """Kills a process that enters the import, at a moment within its first or second portion; returns whether it was still at work."""
    receiver, sender = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=enter, args=(url, folder, id, PORTION, sender))
    process.start()
    sender.close()
    with suppress(EOFError):  # it has ended
        for _ in range(generator.randrange(1, 3)):
            receiver.recv()
        receiver.poll(generator.random() * 0.05)
    at_work = process.is_alive()
    process.kill()
    process.join()
    receiver.close()
    return at_work


async def _assert_each_row_once(context: ServiceContext) -> None:
    async with context.service.reading() as connection:
        found = (await connection.execute(select(proposals.c.number, proposals.c.title))).all()
        assert sorted(row.number for row in found) == list(range(1, ROWS + 1))
        assert len({row.title for row in found}) == ROWS
        assert await connection.scalar(select(numbers.c.last)) == ROWS
        for table in (outbox, journal, imported_proposals, search_keys):
            assert await connection.scalar(select(func.count()).select_from(table)) == ROWS
        assert await connection.scalar(select(func.count()).select_from(proposal_import_rows)) == 0
        indexed = (await connection.execute(select(search_grams.c.matter, search_grams.c.gram))).all()
        keys = (await connection.execute(select(search_keys.c.matter, search_keys.c.key))).all()
    assert {tuple(row) for row in indexed} == {(matter, gram) for matter, key in keys for gram in grams_of(key)}
