"""The orders of a list: by each column that its table has, in both directions; matters without a value come last.

An index for each order (`matters` in `shared.committee.tables`) ends with year and number, by which equal values are ordered.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Column, ColumnElement, Row, UnaryExpression, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.matters.kind import AnyKind

NEWEST_FIRST = "-number"
"""The order of a list where the address names no other: by year, then by number."""

_STORED = {"filing_number": "filing_serial"}
"""Columns of lists that are ordered by another column of the table."""


class Order(NamedTuple):
    """An order of a list. `by`: the first column, None for year and number; `descending`: for all of its columns.

    `few`: whether the filter leaves few matters, so that they are sorted; SQLite would look for them in the whole list, which is ordered.
    `nulls_first`: whether matters without a value come first, as in the reversed order.
    """

    by: Column[Any] | None
    descending: bool
    few: bool = False
    nulls_first: bool = False


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
    first = [] if order.by is None else [_directed(order.by, order).nulls_last()]
    return [*first, *_ends(kind, order)]


def _ends(kind: AnyKind, order: Order) -> list[ColumnElement[Any]]:
    """Returns year and number, by which equal values are ordered."""
    table = kind.table.c
    return [_directed(each, order) for each in (table.year, table.number)]


def _directed(column: ColumnElement[Any], order: Order) -> UnaryExpression[Any]:
    """Returns a column in the direction of the order; where few matters are sorted, an expression of it that no index contains."""
    by = func.coalesce(column, column) if order.few else column
    return by.desc() if order.descending else by.asc()


def reversed_order(order: Order) -> Order:
    """Returns the opposite order, by which the last pages of a long list are read from its end."""
    return order._replace(descending=not order.descending, nulls_first=not order.nulls_first)


async def window_rows(  # noqa: PLR0913 - a query, its order and its window
    connection: AsyncConnection,
    kind: AnyKind,
    columns: Sequence[ColumnElement[Any]],
    conditions: Sequence[ColumnElement[bool]],
    order: Order,
    *,
    limit: int,
    offset: int,
    total: int | None = None,
) -> list[Row[Any]]:
    """Returns these columns of the matters of a window. `total`: their number, if known; the list is then read from its nearer end.

    Those without a value are read by a statement of their own: databases differ in where they order NULL, so that one statement
    would not use the index.
    """
    if total is not None and offset > total // 2:
        size = min(limit, total - offset)
        if size <= 0:
            return []
        at, opposite = total - offset - size, reversed_order(order)
        return (await window_rows(connection, kind, columns, conditions, opposite, limit=size, offset=at))[::-1]
    by, ends = order.by, _ends(kind, order)
    query = select(*columns).where(*conditions)
    first = [] if by is None else [_directed(by, order)]
    if by is None or not by.nullable:
        return list(await connection.execute(query.order_by(*first, *ends).limit(limit).offset(offset)))
    present, absent = (by.is_not(None), [*first, *ends]), (by.is_(None), ends)
    (one, one_order), (other, other_order) = (absent, present) if order.nulls_first else (present, absent)
    rows = list(await connection.execute(query.where(one).order_by(*one_order).limit(limit).offset(offset)))
    if len(rows) < limit:
        counting = select(func.count()).select_from(kind.table).where(*conditions, one)
        before = offset if rows or not offset else await connection.scalar(counting) or 0
        rest = query.where(other).order_by(*other_order).limit(limit - len(rows)).offset(max(0, offset - before))
        rows += await connection.execute(rest)
    return rows
