"""The time of a page of a list, on a table with many proposals of one organization."""

import random
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.listing import MatterFilter, listed, query_model
from shared.committee.matters.search import grams_of
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.tables import matter_units, proposals
from shared.storage.database import Database
from shared.web.paging import PageWindow
from tests.storage.tables import all_tables

OWNER, YEARS, UNITS, PORTION = "522625", 25, 50, 5_000
TODAY = date(2024, 6, 1)
_CHARACTERS = "河道治理教育医疗交通旅游产业农村停车老年社区文化保护水源电商茶叶公路学校医院环境"
_STATES = ("closed",) * 20 + ("under_review", "filed", "assigned", "in_handling")

QUESTIONS: Mapping[str, tuple[Mapping[str, Any], int]] = {
    "first page": ({}, 1),
    "last page": ({}, -1),
    "by limit": ({"sort": "limit"}, 1),
    "by title, descending": ({"sort": "-title"}, 1),
    "one state, by limit": ({"status": "under_review", "sort": "limit"}, 1),
    "overdue": ({"overdue": True}, 1),
    "one unit, by limit": ({"unit": "单位7", "sort": "limit"}, 1),
    "search": ({"q": "河道"}, 1),
    "a number": ({"q": "2010年第7号"}, 1),
}
"""Title -> the query and the page; -1 for the last one."""


class ListTime(NamedTuple):
    """The milliseconds of a page with its total, the best of three."""

    title: str
    milliseconds: float


async def measure(url: str, matters: int) -> list[ListTime]:
    """Fills a database and returns the time of each of `QUESTIONS`."""
    database = Database(url)
    try:
        await _fill(database, matters)
        return [await _ask(database, title, matters) for title in QUESTIONS]
    finally:
        await database.close()


async def _ask(database: Database, title: str, matters: int) -> ListTime:
    given, page = QUESTIONS[title]
    query = query_model(PROPOSALS).model_validate(given)
    wanted = MatterFilter(kind=PROPOSALS, organization=OWNER, today=TODAY, query=query)
    window, times = PageWindow(page=page if page > 0 else matters // 20, size=20), list[float]()
    for _ in range(3):
        async with database.reading() as connection:
            begun = time.perf_counter()
            await listed(connection, wanted, window)
            times.append(time.perf_counter() - begun)
    return ListTime(title, min(times) * 1000)


async def _fill(database: Database, matters: int) -> None:
    async with database.transaction() as connection:
        await connection.run_sync(all_tables()["service"].create_all)
    generator = random.Random(1)
    rows = _rows(generator, matters)
    for _ in range(0, matters, PORTION):
        async with database.transaction() as connection:
            await _insert(connection, generator, [row for _, row in zip(range(PORTION), rows, strict=False)])
    await database.update_statistics()
    if not database.is_sqlite:
        async with database.transaction() as connection:
            await connection.execute(text("ANALYZE"))


async def _insert(connection: AsyncConnection, generator: random.Random, rows: list[dict[str, Any]]) -> None:
    ids = [(row["id"], row["title"]) for row in rows]
    await connection.execute(insert(proposals), rows)
    units = [{"matter": id, "unit": f"单位{generator.randrange(UNITS)}"} for id, _ in ids]
    await connection.execute(insert(matter_units), units)
    await connection.execute(insert(search_keys), [{"matter": id, "key": title} for id, title in ids])
    row = {"organization": OWNER, "kind": PROPOSALS.name}
    grams = [{**row, "matter": id, "gram": gram} for id, title in ids for gram in sorted(grams_of(title))]
    await connection.execute(insert(search_grams), grams)


def _rows(generator: random.Random, matters: int) -> Iterator[dict[str, Any]]:
    per_year = -(-matters // YEARS)
    for place in range(matters):
        year, number = 2000 + place // per_year, place % per_year + 1
        day = date(year, 1, 1) + timedelta(days=generator.randrange(300))
        name = "".join(generator.choices(_CHARACTERS, k=10))
        yield {
            "id": f"{OWNER}-p-{year}-{number}", "organization": OWNER, "year": year, "number": number, "author": "clerk",
            "title": f"关于{name}的提案", "status": generator.choice(_STATES), "channel": generator.choice(("paper", "wechat")),
            "online": 0, "derived": 0, "received_on": day, "limit_on": day + timedelta(days=90) if place % 5 else None,
            "outcome": generator.choice((None, "resolved", "planned")), "filing_serial": number if place % 5 else None,
            "epoch": 1, "sequence": 5, "state": "x" * 2500,
        }  # fmt: skip
