"""Pages of lists of many matters are those of a plain reading of all of them, whichever indexes find them."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.listing import MatterFilter, listed, listed_ids, query_model
from shared.committee.matters.ordering import sortable
from shared.committee.matters.search_plan import FREQUENT, SearchPlan, WordPlan, plan_search
from shared.committee.matters.search_tables import search_keys
from shared.committee.matters.years import years_with_matters
from shared.committee.tables import matter_texts, matter_units, proposals
from shared.committee.worklist.tasks import tasks
from shared.storage.database import Database
from shared.web.accounts import Account
from shared.web.paging import PageWindow
from tests.benchmarks.list_rows import LAST_YEAR, OWNER, YEARS, fill
from tests.benchmarks.lists import CLERK, LISTS, UNIT
from tests.support.databases import database_url

MATTERS, TODAY = 1_200, date(LAST_YEAR, 6, 1)
SIZE = 20
COMBINED: Sequence[Mapping[str, Any]] = (
    {"q": "提案", "status": "under_review"},
    {"q": "河 校", "sort": "limit"},
    {"q": "委员1", "theme": "social", "sort": "-title"},
    {"q": "的提案", "overdue": True},
    {"q": "2010-7 委员"},
    {"q": "提案", "unit": "单位7"},
    {"q": "提案", "proposer": "委员1"},
    {"status": "closed", "year": 2015, "sort": "-outcome"},
    {"unit": "单位7", "overdue": False},
    {"due_within": 200, "sort": "-limit"},
    *({"sort": f"{sign}{name}"} for name in sortable(PROPOSALS) for sign in ("", "-")),
)
QUERIES = [*(given for given, _ in LISTS.values()), *COMBINED]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """All proposals of a database, with their keys, units and proposers by id."""

    url: str
    rows: Sequence[Row[Any]]
    keys: Mapping[str, str]
    units: Mapping[str, str]
    proposers: Mapping[str, str]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    """Returns the proposals of many years in a database."""
    url = database_url(tmp_path_factory.mktemp("lists"), "service")
    database = Database(url, durable=False)
    await fill(database, MATTERS)
    async with database.reading() as connection:
        rows = (await connection.execute(select(proposals))).all()
        keys = {row.matter: row.key for row in await connection.execute(select(search_keys))}
        units = {row.matter: row.unit for row in await connection.execute(select(matter_units))}
        named = select(matter_texts).where(matter_texts.c.name == "proposers")
        proposers = {row.matter: json.loads(row.text)[0] for row in await connection.execute(named)}
    await database.close()
    return Stored(url=url, rows=rows, keys=keys, units=units, proposers=proposers)


@pytest.fixture
async def connection(stored: Stored) -> AsyncIterator[AsyncConnection]:
    """Yields a connection of the database for reading."""
    database = Database(stored.url, durable=False)
    async with database.reading() as opened:
        yield opened
    await database.close()


def is_wanted(stored: Stored, given: Mapping[str, Any], row: Row[Any]) -> bool:
    """Returns whether a plain reading of one proposal finds it."""
    waiting = row.status in ("assigned", "in_handling")
    overdue = waiting and row.limit_on is not None and row.limit_on < TODAY
    checks: dict[str, Any] = {
        "overdue": lambda value: overdue is value,
        "due_within": lambda days: (
            waiting and row.limit_on is not None and TODAY <= row.limit_on <= TODAY + timedelta(days=days)
        ),
        "limit_from": lambda day: row.limit_on is not None and row.limit_on >= date.fromisoformat(day),
        "limit_until": lambda day: row.limit_on is not None and row.limit_on <= date.fromisoformat(day),
        "unit": lambda unit: stored.units[row.id] == unit,
        "proposer": lambda name: name in stored.proposers[row.id],
        "flag": lambda flag: getattr(row, f"{flag}_on") is not None,
        "sector": lambda sector: row.sector in (sector, f"{sector}界"),
        "plenary_session": lambda key: row.year == LAST_YEAR - YEARS + int(key.partition("-")[2]),
        "q": lambda query: all(is_found(stored, word, row) for word in query.split()),
    }
    usual = {name: lambda value, name=name: getattr(row, name) == value for name in ("year", "status", "type", "theme")}
    return all((checks | usual)[name](value) for name, value in given.items() if name != "sort")


def is_found(stored: Stored, word: str, row: Row[Any]) -> bool:
    number = re.fullmatch(r"(?:([0-9]{4})[年-])?第?([0-9]+)号?", word)
    numbered = number is not None and (
        number[1] in (None, str(row.year)) and int(number[2]) in (row.number, row.filing_serial)
    )
    return word in stored.keys[row.id] or numbered


def in_order(stored: Stored, given: Mapping[str, Any]) -> list[str]:
    """Returns the ids that a query finds, in its order: those without a value last, equal ones by year and number."""
    sort = given.get("sort", "-number")
    by, descending = sortable(PROPOSALS)[sort.removeprefix("-")], sort.startswith("-")
    found = [row for row in stored.rows if is_wanted(stored, given, row)]
    found.sort(key=lambda row: (row.year, row.number), reverse=descending)
    if by is None:
        return [row.id for row in found]
    valued = [row for row in found if getattr(row, by.name) is not None]
    valued.sort(key=lambda row: getattr(row, by.name), reverse=descending)
    return [row.id for row in [*valued, *(row for row in found if getattr(row, by.name) is None)]]


async def wanted_by(connection: AsyncConnection, given: Mapping[str, Any]) -> MatterFilter:
    """Returns the filter of a query, with the plan of its search."""
    query = query_model(PROPOSALS).model_validate(given)
    wanted = MatterFilter(kind=PROPOSALS, organization=OWNER, today=TODAY, query=query)
    return replace(wanted, plan=await plan_search(connection, PROPOSALS, OWNER, wanted.searched))


async def check(connection: AsyncConnection, wanted: MatterFilter, expected: Sequence[str], page: int) -> None:
    """Checks that a page is a part of the expected list."""
    window = PageWindow(page=page, size=SIZE)
    found = await listed(connection, wanted, window)
    here = expected[window.offset : window.offset + SIZE]
    assert [each.id for each in found.items] == here
    assert found.total == len(expected) or (found.more and len(expected) > found.total >= window.offset + SIZE)
    assert await listed_ids(connection, wanted, limit=SIZE, offset=window.offset) == here


@pytest.mark.parametrize("given", QUERIES, ids=str)
async def test_every_page_is_that_of_a_plain_reading(
    stored: Stored, connection: AsyncConnection, given: Mapping[str, Any]
) -> None:
    expected, wanted = in_order(stored, given), await wanted_by(connection, given)
    last = max(1, -(-len(expected) // SIZE))
    for page in sorted({1, 2, last // 2 + 1, last, last + 1}):
        await check(connection, wanted, expected, page)


SEARCHES = [given for given in QUERIES if given.get("q") or given.get("proposer")]


@pytest.mark.parametrize("given", SEARCHES, ids=str)
async def test_a_search_of_frequent_words_reads_the_list_in_its_order(
    stored: Stored, connection: AsyncConnection, given: Mapping[str, Any]
) -> None:
    expected, planned = in_order(stored, given), await wanted_by(connection, given)
    frequent = {word: WordPlan(each.gram, FREQUENT) for word, each in planned.plan.words.items()}
    wanted = replace(planned, plan=SearchPlan(words=frequent))
    assert wanted.plan.is_frequent
    for page in (1, 2, 100):
        await check(connection, wanted, expected, page)


async def test_the_matters_of_a_frequent_word_are_counted_up_to_a_limit(connection: AsyncConnection) -> None:
    frequent = SearchPlan(words={"提案": WordPlan("提案", FREQUENT)})
    wanted = replace(await wanted_by(connection, {"q": "提案"}), plan=frequent)
    first = await listed(connection, wanted, PageWindow(page=1, size=SIZE))
    assert (first.total, first.more) == (1000, True)
    later = await listed(connection, wanted, PageWindow(page=55, size=SIZE))
    assert (later.total, later.more) == (1100, True)  # there is always a next page
    last = await listed(connection, wanted, PageWindow(page=MATTERS // SIZE, size=SIZE))
    assert (last.total, last.more, len(last.items)) == (MATTERS, False, SIZE)


async def test_the_years_of_a_list_are_those_of_its_matters_newest_first(
    stored: Stored, connection: AsyncConnection
) -> None:
    years = [row.year for row in await connection.execute(years_with_matters(PROPOSALS, OWNER))]
    assert years == sorted({row.year for row in stored.rows}, reverse=True)
    assert list(await connection.execute(years_with_matters(PROPOSALS, "520603"))) == []


@pytest.mark.parametrize("account", [UNIT, CLERK])
async def test_the_tasks_of_a_worklist_count_what_a_plain_reading_counts(
    stored: Stored, connection: AsyncConnection, account: Account
) -> None:
    counted = {each.address: each.count for each in await tasks(connection, account, today=TODAY, reports_upward=True)}
    unit: dict[str, Any] = {"unit": account.unit} if account.unit else {}
    filters: list[dict[str, Any]] = [
        {"overdue": True},
        *({"status": each} for each in ("under_review", "filed", "assigned", "in_handling")),
    ]
    plain = {f"/proposals?{urlencode(each)}": len(in_order(stored, each | unit)) for each in filters}
    plain["/proposals?overdue=true"] = plain.pop("/proposals?overdue=True")
    assert counted.items() <= plain.items()
    assert "/proposals?overdue=true" in counted
    assert len(counted) > 1
