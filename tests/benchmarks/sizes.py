"""The sizes on disk: of a proposal in the database of a service, of its events in the log, and of a page in the read database."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from shared.committee.events.version import begin_epoch
from shared.contracts.vocabulary import Role
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database, read_tables
from shared.web.accounts import Account
from tests.benchmarks import lists
from tests.benchmarks.list_rows import OWNER, fill
from tests.benchmarks.page_times import client_of
from tests.committee.service_clients import ServiceClient
from tests.support.clock import NOON

CONTENT, REPLY = "建议改善农村道路照明，" * 109, "贵委员所提建议已列入计划，" * 62
"""The texts of a proposal and of its reply, of usual length."""
CLERK = "clerk"
UNIT = "县交通局"
LIFE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("submit", {}),
    ("file", {}),
    ("assign", {"sole": UNIT}),
    ("acknowledge", {"unit": UNIT}),
    ("reply", {"unit": UNIT, "text": REPLY, "answer_class": "A"}),
    ("rate", {"process": "satisfied", "result": "satisfied"}),
    ("close", {}),
)


class Sizes(NamedTuple):
    """The bytes of a closed proposal in the database (with indexes, history, search and audit log), and of its events as they are sent."""

    proposal: float
    events: int
    payload: float


async def measure(url: str, read_url: str, lives: int) -> Sizes:
    """Returns the growth of a database by the lives of proposals that go through the API."""
    database, read = Database(url), Database(read_url, durable=False)
    try:
        async with read.transaction() as connection:
            await connection.run_sync(read_tables.create_all)
        await fill(database, 100)
        async with database.transaction() as connection:
            await begin_epoch(connection)
        context = replace(lists.service_context(database, read), now=lambda: NOON)
        clerk = Account(name=CLERK, organization=OWNER, roles=frozenset({Role.SECRETARIAT}))
        async with client_of(context, clerk) as service:
            await _live(service, lives // 10)
            before = await _size(database)
            await _live(service, lives)
            after = await _size(database)
        async with database.reading() as connection:
            count, payload = (
                await connection.execute(select(func.count(), func.avg(func.length(outbox.c.payload))))
            ).one()
        return Sizes((after - before) / lives, round(count / (lives + lives // 10)), float(payload))
    finally:
        await database.close()
        await read.close()


async def _live(service: ServiceClient, lives: int) -> None:
    for _ in range(lives):
        drafted = await service.post("/proposals", CLERK, title="关于改善农村道路照明的提案", content=CONTENT)
        for command, body in LIFE:
            await service.post(f"/proposals/{drafted['id']}/{command}", CLERK, **body)


async def _size(database: Database) -> int:
    """Returns the bytes of the pages in use of a SQLite database, or of a PostgreSQL database after a vacuum."""
    if database.is_sqlite:
        async with database.reading() as connection:
            pages = await connection.scalar(
                text("SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count")
            )
            return int(pages) * int(await connection.scalar(text("SELECT page_size FROM pragma_page_size")))
    async with database.read_one() as connection:
        return int(await connection.scalar(text("SELECT pg_database_size(current_database())")))
