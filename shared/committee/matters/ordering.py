"""The orders of a list: by each column that its table has, in both directions; matters without a value come last.

An index for each order (`matters` in `shared.committee.tables`) ends with year and number, by which equal values are ordered.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.matters.kind import AnyKind

NEWEST_FIRST = "-number"
"""The order of a list where the address names no other: by year, then by number."""

_STORED = {"filing_number": "filing_serial"}
"""Columns of lists that are ordered by another column of the table."""


class Order(NamedTuple):
    """An order of a list. `by`: the first column, None for year and number; `descending`: for all of its columns.

    `few`: whether the filter leaves few matters, so that they are sorted; SQLite would look for them in the whole list, which is ordered.
    """

    by: Column[Any] | None
    descending: bool
    few: bool = False


def sortable(kind: AnyKind) -> dict[str, Column[Any] | None]:
    """Returns the columns of the list by which it can be sorted, by name; None for year and number, which every order ends with."""
    table = kind.table.c
    found: dict[str, Column[Any] | None] = {"number": None, "title": table.title, "status": table.status}
    for name, _ in kind.layout.columns:
        stored = next((each for each in (_STORED.get(name, name), f"{name}_on") if each in table), None)
        if stored is not None:
            found[name] = table[stored]
    return found


def sort_values(kind: AnyKind) -> Any:
    """Returns the type of the query parameter `sort`: a column, with a minus sign for the descending order."""
    return Literal[tuple(f"{sign}{name}" for name in sortable(kind) for sign in ("", "-"))]


def order_of(kind: AnyKind, sort: str | None, *, few: bool = False) -> Order:
    """Returns the order that a query names."""
    wanted = sort or NEWEST_FIRST
    return Order(sortable(kind)[wanted.removeprefix("-")], wanted.startswith("-"), few)


def order_columns(kind: AnyKind, order: Order) -> list[ColumnElement[Any]]:
    """Returns the columns of an order for one statement that reads the whole list."""
    by = order.by
    first = [] if by is None else [(by.desc() if order.descending else by.asc()).nulls_last()]
    return [*first, *_ends(kind, order)]


def _ends(kind: AnyKind, order: Order) -> list[ColumnElement[Any]]:
    """Returns year and number, by which equal values are ordered."""
    table = kind.table.c
    year = table.year + 0 if order.few else table.year
    return [each.desc() if order.descending else each.asc() for each in (year, table.number)]


async def window_rows(  # noqa: PLR0913 - a query, its order and its window
    connection: AsyncConnection,
    kind: AnyKind,
    columns: Sequence[ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    limit: int,
    offset: int,
) -> list[Row[Any]]:
    """Returns these columns of the matters of a window.

    Those without a value are read by a statement of their own: databases differ in where they order NULL, so that one statement
    would not use the index.
    """
    by, ends = order.by, _ends(kind, order)
    query = select(*columns).where(*conditions)
    if by is None or not by.nullable:
        first = [] if by is None else [by.desc() if order.descending else by.asc()]
        return list(await connection.execute(query.order_by(*first, *ends).limit(limit).offset(offset)))
    present = query.where(by.is_not(None)).order_by(by.desc() if order.descending else by.asc(), *ends)
    rows = list(await connection.execute(present.limit(limit).offset(offset)))
    if len(rows) < limit:
        counting = select(func.count()).select_from(kind.table).where(*conditions, by.is_not(None))
        before = offset if rows or not offset else await connection.scalar(counting) or 0
        absent = query.where(by.is_(None)).order_by(*ends).limit(limit - len(rows)).offset(max(0, offset - before))
        rows += await connection.execute(absent)
    return rows
