"""Filters of lists that an account has saved under titles of its own; only the account itself reads them."""

from typing import NamedTuple

from sqlalchemy import Column, String, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ConflictError, NotFoundError, conflict, invalid
from shared.domain.lines import LONGEST_LINE, is_line
from shared.storage.columns import keys
from shared.storage.database import service_tables
from shared.storage.statements import insert_into
from shared.web.accounts import LONGEST_NAME

LONGEST_TITLE = 30
LONGEST_QUERY = 1000

saved_filters = Table(
    "saved_filters",
    service_tables,
    *keys(account=String(LONGEST_NAME), kind=String(32), title=String(LONGEST_LINE)),
    Column("query", String(LONGEST_QUERY), nullable=False),
)
"""The filters of lists that an account has saved under a title. `query`: the query string of the address of the list."""


MOST = 30
"""The most filters of one list that an account can save."""


class SavedFilter(NamedTuple):
    """A saved filter. `query`: the query string of the list's address."""

    title: str
    query: str


async def all_of(connection: AsyncConnection, account: str, kind: str) -> list[SavedFilter]:
    """Returns the saved filters of an account for the list of a kind, by title."""
    table = saved_filters.c
    query = select(table.title, table.query).where(table.account == account, table.kind == kind).order_by(table.title)
    return [SavedFilter(row.title, row.query) for row in await connection.execute(query)]


async def save(connection: AsyncConnection, account: str, kind: str, *, title: str, query: str) -> None:
    """Saves a filter, instead of an earlier one of this title; raises `InvalidError` for a bad title, `ConflictError` for one too many."""
    title, table = checked_title(title), saved_filters.c
    own = (table.account == account, table.kind == kind)
    count = await connection.scalar(select(func.count()).select_from(saved_filters).where(*own, table.title != title))
    if (count or 0) >= MOST:
        raise ConflictError("too-many-filters", f"每个列表最多保存{MOST}个筛选，请先删除不用的")
    row = insert_into(connection, saved_filters).values(account=account, kind=kind, title=title, query=query)
    keys = ["account", "kind", "title"]
    await connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"query": query}))


async def rename(connection: AsyncConnection, account: str, kind: str, *, title: str, to: str) -> None:
    """Gives a filter another title; raises `ConflictError` when another one has it, `NotFoundError` without the filter."""
    to = checked_title(to)
    known = {each.title for each in await all_of(connection, account, kind)}
    if to in known - {title}:
        raise conflict("filter-exists", "title", to, f"已有名为“{to}”的筛选")
    table = saved_filters.c
    here = update(saved_filters).where(table.account == account, table.kind == kind, table.title == title)
    if (await connection.execute(here.values(title=to))).rowcount != 1:
        raise NotFoundError("unknown-filter", f"没有名为“{title}”的筛选")


async def remove(connection: AsyncConnection, account: str, kind: str, *, title: str) -> None:
    """Deletes a filter; nothing where there is none."""
    table = saved_filters.c
    await connection.execute(
        delete(saved_filters).where(table.account == account, table.kind == kind, table.title == title)
    )


def checked_title(title: str) -> str:
    """Returns the title without blanks around it; raises `InvalidError` unless it is a line of 1 to `LONGEST_TITLE` characters."""
    bare = title.strip()
    if not bare or len(bare) > LONGEST_TITLE or not is_line(bare):
        raise invalid("title", title, f"须为1至{LONGEST_TITLE}个字的一行文字")
    return bare
