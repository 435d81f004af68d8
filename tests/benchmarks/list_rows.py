"""A database with many proposals of one organization: their rows, states, units, texts, search index and plenary sessions."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.search import grams_of
from shared.committee.matters.search_tables import search_grams, search_keys
from shared.committee.notifications.tables import notifications
from shared.committee.plenary_sessions.repository import plenary_sessions
from shared.committee.registers.tables import matter_members
from shared.committee.reminders.repository import reminders
from shared.committee.tables import matter_texts, matter_units, proposals
from shared.contracts.vocabulary import ProposerType, Theme
from shared.storage.database import Database
from tests.storage.tables import all_tables
from tests.support.matters import MatterBuilder

OWNER, YEARS, UNITS, MEMBERS, PORTION = "522625", 25, 50, 300, 5_000
LAST_YEAR = 2024
NOW = datetime(LAST_YEAR, 6, 1, 4, tzinfo=UTC)
"""The time of the readings."""
LONG_TEXTS = 2_000
"""The newest matters, whose content has 200 characters; that of the others is not in the index, to keep the database small."""
_CHARACTERS = "河道治理教育医疗交通旅游产业农村停车老年社区文化保护水源电商茶叶公路学校医院环境"
_SECTORS = ("教育界", "医药卫生界", "农业界", "经济界")
_LAST_COMMANDS = {"under_review": "submit", "filed": "file", "assigned": "assign", "in_handling": "acknowledge"}
_STATES = ("closed",) * 20 + tuple(_LAST_COMMANDS)


async def fill(database: Database, matters: int) -> None:
    """Creates the tables and fills them with `matters` proposals of `YEARS` years."""
    async with database.transaction() as connection:
        await connection.run_sync(all_tables()["service"].create_all)
        await connection.execute(insert(plenary_sessions), [_session(each) for each in range(YEARS)])
    generator = random.Random(1)
    rows = _rows(generator, matters)
    while some := list(islice(rows, PORTION)):
        async with database.transaction() as connection:
            await _insert(connection, generator, some)
    await database.update_statistics()
    if not database.is_sqlite:
        async with database.read_one() as connection:  # as PostgreSQL does by itself after some minutes
            await connection.execute(text("VACUUM ANALYZE"))


def _session(place: int) -> dict[str, Any]:
    year = LAST_YEAR - YEARS + 1 + place
    days = {"first_day": date(year, 2, 1), "last_day": date(year, 2, 5), "deadline": date(year, 2, 4)}
    return {"organization": OWNER, "term": 10, "session": place + 1, "year": year, **days}


def _states() -> Mapping[str, dict[str, Any]]:
    """Returns the columns and the JSON of a proposal in each of the states."""
    last = {**_LAST_COMMANDS, "closed": "close"}
    built = {status: MatterBuilder("proposal").bring_to(command).state for status, command in last.items()}
    return {
        status: {**PROPOSALS.columns(state), "state": msgspec.json.encode(state).decode()}
        for status, state in built.items()
    }


def _rows(generator: random.Random, matters: int) -> Iterator[dict[str, Any]]:
    per_year, states = -(-matters // YEARS), _states()
    for place in range(matters):
        year, number = LAST_YEAR - YEARS + 1 + place // per_year, place % per_year + 1
        day = date(year, 1, 1) + timedelta(days=generator.randrange(300))
        status = generator.choice(_STATES)
        yield {
            **states[status], "id": f"{OWNER}-p-{year}-{number}", "organization": OWNER, "year": year, "number": number,
            "author": f"clerk-{generator.randrange(10)}", "title": f"关于{_text(generator, 10)}的提案", "status": status,
            "channel": generator.choice(("paper", "wechat")), "online": 0, "derived": 0, "received_on": day,
            "limit_on": day + timedelta(days=90) if place % 5 else None,
            "outcome": generator.choice((None, "resolved", "planned")), "filing_serial": number if place % 5 else None,
            "type": str(generator.choice(list(ProposerType))), "sector": generator.choice(_SECTORS),
            "theme": str(generator.choice(list(Theme))), "key_on": day if place % 50 == 0 else None,
            "published_on": day if place % 2 else None, "epoch": 1, "sequence": 5,
        }  # fmt: skip


def _text(generator: random.Random, length: int) -> str:
    return "".join(generator.choices(_CHARACTERS, k=length))


async def _insert(connection: AsyncConnection, generator: random.Random, rows: list[dict[str, Any]]) -> None:
    await connection.execute(insert(proposals), rows)
    ids = [row["id"] for row in rows]
    units = [{"matter": id, "unit": f"单位{generator.randrange(UNITS)}", "part": "handler"} for id in ids]
    await connection.execute(insert(matter_units), units)
    proposers = {id: generator.randrange(MEMBERS) for id in ids}
    members = [{"matter": id, "member_id": _member(each), "signatory": 1} for id, each in proposers.items()]
    await connection.execute(insert(matter_members), members)
    texts = [{"matter": id, "name": "proposers", "text": f'["委员{each}"]'} for id, each in proposers.items()]
    await connection.execute(insert(matter_texts), [{"sequence": 1, **each} for each in texts])
    await _insert_notices(connection, rows, {each["matter"]: each["unit"] for each in units})
    keys = {row["id"]: _key(generator, row, proposers[row["id"]]) for row in rows}
    await connection.execute(insert(search_keys), [{"matter": id, "key": key} for id, key in keys.items()])
    same = {"organization": OWNER, "kind": PROPOSALS.name}
    grams = [{**same, "matter": id, "gram": gram} for id, key in keys.items() for gram in sorted(grams_of(key))]
    await connection.execute(insert(search_grams), grams)


async def _insert_notices(connection: AsyncConnection, rows: list[dict[str, Any]], units: Mapping[str, str]) -> None:
    """Inserts a reminder for each open limit, and notifications of the newest matters. `units`: by matter."""
    due = [row for row in rows if row["status"] in ("assigned", "in_handling") and row["limit_on"] is not None]
    reminded = [
        {
            "matter": row["id"], "audience": "unit", "unit_key": units[row["id"]], "instruction": 0, "limit_on": row["limit_on"],
            "days": 0, "organization": OWNER, "unit": units[row["id"]], "made_on": row["limit_on"], "recorded_at": NOW,
        }
        for row in due
    ]  # fmt: skip
    noted = [
        {
            "organization": OWNER, "kind": PROPOSALS.name, "matter": row["id"], "occasion": f"1-{step}", "sort": "assigned",
            "recipient": "unit" if step else "office", "addressee": units[row["id"]] if step else "", "command": "assign",
            "detail": "", "caused_by": "clerk-1", "recorded_at": NOW, "planned": True,
        }
        for row in rows if row["year"] == LAST_YEAR for step in range(3)
    ]  # fmt: skip
    for table, values in ((reminders, reminded), (notifications, noted)):
        if values:
            await connection.execute(insert(table), values)


def _key(generator: random.Random, row: Mapping[str, Any], proposer: int) -> str:
    """Returns the searched texts of a matter: title and proposer, of the newest matters also a content."""
    newest = row["year"] == LAST_YEAR and row["number"] <= LONG_TEXTS
    content = [_text(generator, 200)] if newest else []
    return "\n".join([row["title"], *content, f"委员{proposer}"])


def _member(number: int) -> str:
    return f"{OWNER}-m-{number}"
