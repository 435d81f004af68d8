"""Lists of texts as a table in a statement: one parameter, however many rows there are."""

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import JSON, Select, Text, bindparam, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection


def unnested(connection: AsyncConnection, lists: Mapping[str, Iterable[str]]) -> Select[tuple[str, str]]:
    """Returns the query of the columns `key` and `value`: a row for each text in the list of each key."""
    document = bindparam("lists", msgspec.json.encode(lists).decode(), Text, unique=True)
    if connection.dialect.name == "postgresql":
        each = func.json_each(cast(document, JSON)).table_valued("key", "value", joins_implicitly=True)
        texts = func.json_array_elements_text(each.c.value).table_valued("value", joins_implicitly=True)
    else:
        each = func.json_each(document).table_valued("key", "value", joins_implicitly=True)
        texts = func.json_each(each.c.value).table_valued("value", joins_implicitly=True)
    return select(each.c.key, texts.c.value)
