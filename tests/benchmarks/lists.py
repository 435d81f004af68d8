"""The time of the reading of lists and of single matters, in a service with many proposals of one organization."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from shared.committee.context import ServiceContext
from shared.committee.directory.cache import DirectoryCache
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.listing import query_model
from shared.committee.matters.queries import history_of, list_matters, neighbouring_ids, read_matter
from shared.committee.matters.similarity import similar_matters
from shared.committee.worklist.queries import worklist
from shared.contracts.dated import DatedFlag
from shared.contracts.facts import OrganizationFacts
from shared.contracts.vocabulary import Level, Role
from shared.domain.charters.charters import Charters
from shared.storage.database import Database, read_tables
from shared.web.accounts import Account
from shared.web.paging import PageWindow
from tests.benchmarks import index_costs
from tests.benchmarks.index_costs import IndexCost
from tests.benchmarks.list_rows import LAST_YEAR, NOW, OWNER, fill
from tests.benchmarks.page_times import client_of, page_readings
from tests.support.processes import children_seconds

ROUNDS, PAGE_SIZE = 5, 20
CLERK = Account(name="clerk-1", organization=OWNER, roles=frozenset({Role.SECRETARIAT}))
COMMITTEE = Account(name="clerk-2", organization=OWNER, roles=frozenset({Role.PROPOSALS_COMMITTEE}))
UNIT = Account(name="unit", organization=OWNER, roles=frozenset({Role.HANDLING_UNIT}), unit="单位7")
MEMBER = Account(name="member", organization=OWNER, roles=frozenset({Role.MEMBER}), member=f"{OWNER}-m-7")
NEWEST = f"{OWNER}-p-{LAST_YEAR}-7"

LISTS: Mapping[str, tuple[Mapping[str, Any], int]] = {
    "first page": ({}, 1),
    "page 5": ({}, 5),
    "last page": ({}, -1),
    "by limit": ({"sort": "limit"}, 1),
    "by limit, last page": ({"sort": "limit"}, -1),
    "by title, descending": ({"sort": "-title"}, 1),
    "by title, last page": ({"sort": "title"}, -1),
    "by state": ({"sort": "status"}, 1),
    "by outcome, last page": ({"sort": "-outcome"}, -1),
    "one year": ({"year": 2010}, 1),
    "one plenary session": ({"plenary_session": "10-15"}, 1),
    "one state": ({"status": "under_review"}, 1),
    "one state, by limit": ({"status": "under_review", "sort": "limit"}, 1),
    "closed, by limit, last page": ({"status": "closed", "sort": "limit"}, -1),
    "overdue": ({"overdue": True}, 1),
    "not overdue": ({"overdue": False}, 1),
    "due within 30 days": ({"due_within": 30}, 1),
    "limits of a month": ({"limit_from": "2015-03-01", "limit_until": "2015-03-31"}, 1),
    "one unit": ({"unit": "单位7"}, 1),
    "one unit, by limit": ({"unit": "单位7", "sort": "limit"}, 1),
    "one proposer": ({"proposer": "委员17"}, 1),
    "one type": ({"type": "joint"}, 1),
    "one sector": ({"sector": "教育"}, 1),
    "one theme": ({"theme": "social"}, 1),
    "one theme, by title": ({"theme": "social", "sort": "title"}, 1),
    "key proposals": ({"flag": "key"}, 1),
    "published": ({"flag": "published"}, 1),
    "one year, one theme, one unit": ({"year": 2020, "theme": "social", "unit": "单位7"}, 1),
    "search for one word": ({"q": "河道"}, 1),
    "search for two words": ({"q": "河道 学校"}, 1),
    "search for a word of every proposal": ({"q": "提案"}, 1),
    "search for nothing that exists": ({"q": "电影院"}, 1),
    "search for a number with its year": ({"q": "2010年第7号"}, 1),
    "search for a number": ({"q": "7"}, 1),
    "search for one character": ({"q": "河"}, 1),
    "search for two characters": ({"q": "河 校"}, 1),
    "search for four characters, few matches": ({"q": "河 校 农 医"}, 1),
    "search for a phrase of every proposal": ({"q": "的提案"}, 1),
    "search for a word of every proposal, page 40": ({"q": "提案"}, 40),
    "search by limit": ({"q": "提案", "sort": "limit"}, 1),
    "search in one state": ({"q": "河道", "status": "under_review"}, 1),
    "search for a word of every proposal, of one unit": ({"q": "提案", "unit": "单位7"}, 1),
    "search for a word of every proposal, overdue": ({"q": "提案", "overdue": True}, 1),
    "search for a word of every proposal, key ones": ({"q": "提案", "flag": "key", "year": 2010}, 1),
}
"""Title -> the query of the clerk and the page; -1 for the last one."""


class ReadTime(NamedTuple):
    """The milliseconds of a reading and those of processor time of service and database, each the best of `ROUNDS`.

    `rows`: the total of a list; `more`: there are more.
    """

    title: str
    milliseconds: float
    processor: float
    rows: int | None = None
    more: bool = False


class ListTimes(NamedTuple):
    """The times of the readings, and the cost of the indexes."""

    readings: list[ReadTime]
    cost: IndexCost


@dataclass(frozen=True)
class ReadMeter:
    """Measures readings. `server`: the id of the first process of the database server, None for SQLite."""

    server: int | None = None

    def processor(self) -> float:
        """Returns the seconds of processor time of this process and of the connections of the server."""
        return time.process_time() + (children_seconds(self.server) if self.server is not None else 0.0)

    async def read(self, title: str, reading: Callable[[], Awaitable[object]]) -> ReadTime:
        """Returns the best times of a reading."""
        walls, processors = [], []
        for _ in range(ROUNDS):
            begun, used = time.perf_counter(), self.processor()
            await reading()
            walls.append(time.perf_counter() - begun)
            processors.append(self.processor() - used)
        return ReadTime(title, min(walls) * 1000, min(processors) * 1000)


async def measure(url: str, matters: int, *, server: int | None = None) -> ListTimes:
    """Fills a database and returns the time of each reading, and the cost of the indexes, which are then dropped."""
    database = Database(url)
    try:
        await fill(database, matters)
        return await measure_filled(database, ReadMeter(server))
    finally:
        await database.close()


async def measure_filled(database: Database, meter: ReadMeter) -> ListTimes:
    """Returns the time of each reading of a filled database, and the cost of its indexes."""
    with TemporaryDirectory() as folder:
        read = Database(f"sqlite+aiosqlite:///{folder}/read.db", durable=False)
        try:
            async with read.transaction() as connection:
                await connection.run_sync(read_tables.create_all)
            context = service_context(database, read)
            readings = await _times(context, meter)
            return ListTimes(readings, await index_costs.measure(context, OWNER, meter.processor))
        finally:
            await read.close()


def service_context(database: Database, read: Database) -> ServiceContext:
    """Returns the context of a service of one county, without other organizations."""
    directory = DirectoryCache(read, max_age=1000.0)
    directory.note(OWNER, (1, 1), OrganizationFacts(level=Level.COUNTY, roster=(DatedFlag(date(1955, 1, 1), True),)))
    charters = Charters.load(Path("services/county/charter.toml"))
    return ServiceContext(service=database, read=read, charters=charters, directory=directory, now=lambda: NOW)


async def _times(context: ServiceContext, meter: ReadMeter) -> list[ReadTime]:
    found = [await _list_time(context, meter, CLERK, title, *given) for title, given in LISTS.items()]
    found.append(await _list_time(context, meter, UNIT, "the list of a unit", {}, 1))
    found.append(await _list_time(context, meter, MEMBER, "a member's own", {"mine": True}, 1))
    query = query_model(PROPOSALS).model_validate({"sort": "limit"})
    at = PageWindow(page=50, size=PAGE_SIZE)
    single: dict[str, Callable[[], Awaitable[object]]] = {
        "previous and next in a list by limit": partial(neighbouring_ids, context, CLERK, PROPOSALS, query, at),
        "a proposal": partial(read_matter, context, CLERK, PROPOSALS, NEWEST),
        "the history of a proposal": partial(history_of, context, CLERK, PROPOSALS, NEWEST),
        "similar proposals": partial(similar_matters, context, CLERK, PROPOSALS, NEWEST),
        "worklist of the secretariat": partial(worklist, context, CLERK),
        "worklist of the proposals committee": partial(worklist, context, COMMITTEE),
        "worklist of a unit": partial(worklist, context, UNIT),
        "worklist of a member": partial(worklist, context, MEMBER),
    }
    async with client_of(context, CLERK, UNIT, MEMBER) as service:
        pages = page_readings(service, CLERK, UNIT, MEMBER, NEWEST)
        return [*found, *[await meter.read(title, reading) for title, reading in {**single, **pages}.items()]]


async def _list_time(
    context: ServiceContext, meter: ReadMeter, account: Account, title: str, given: Mapping[str, Any], page: int
) -> ReadTime:
    query = query_model(PROPOSALS).model_validate(given)
    first = await list_matters(context, account, PROPOSALS, query, PageWindow(page=1, size=PAGE_SIZE))
    last = max(1, -(-first.total // PAGE_SIZE))
    at = PageWindow(page=page if page > 0 else last, size=PAGE_SIZE)
    time_ = await meter.read(title, partial(list_matters, context, account, PROPOSALS, query, at))
    return time_._replace(rows=first.total, more=first.more)
