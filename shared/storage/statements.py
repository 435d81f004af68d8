"""Statements that SQLAlchemy leaves to each database: inserts that state what happens at a conflict, and values in portions."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import msgspec
from sqlalchemy import JSON, Select, Table, Text, bindparam, cast, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_into(connection: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Returns an insert of the connection's database, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Returns the same for the database with this dialect, for a statement that is built once."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def plan_for_values(connection: AsyncConnection) -> None:
    """Lets PostgreSQL plan the following statements of the transaction for their values, as SQLite does.

    Otherwise it would use a plan for any values from the sixth execution of a statement on, which takes every value for one of average
    frequency.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


T = TypeVar("T")

_PORTION = 500


def chunks(values: Iterable[T], size: int = _PORTION) -> Iterator[list[T]]:
    """Yields the values in lists of at most `size`."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def unnested(dialect: str, parameter: str) -> Select[tuple[str, str]]:
    """Returns the query of the columns `key` and `value`: a row for each text in the list of each key.

    `parameter`: the name of the parameter whose value is `lists_as_json` of the lists.
    """
    document = bindparam(parameter, type_=Text)
    if dialect == "postgresql":
        each = func.json_each(cast(document, JSON)).table_valued("key", "value", joins_implicitly=True)
        texts = func.json_array_elements_text(each.c.value).table_valued("value", joins_implicitly=True)
    else:
        each = func.json_each(document).table_valued("key", "value", joins_implicitly=True)
        texts = func.json_each(each.c.value).table_valued("value", joins_implicitly=True)
    return select(each.c.key, texts.c.value)


def lists_as_json(lists: Mapping[str, Iterable[str]]) -> str:
    """Returns the value of the parameter of `unnested`."""
    return msgspec.json.encode(lists).decode()
