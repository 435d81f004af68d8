"""What the exports of registers have in common: their columns, their conditions, and the pages of their rows."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.exports.export import PORTION, ListExport
from shared.committee.workbooks.table import Cell, TableColumn
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow

T = TypeVar("T")


def register_export(
    form: tuple[str, str, str],
    account: Account,
    organization: str,
    cells: Callable[[T], Sequence[Cell]],
    conditions: Sequence[tuple[str, str]],
) -> ListExport[T]:
    """Returns the list to be written. `form`: its name, its title, and its columns as `title:width`."""
    name, title, columns = form
    return ListExport(
        account=account.name,
        name=name,
        title=title,
        organization=organization,
        columns=register_columns(columns),
        cells=cells,
        conditions=conditions,
    )


async def once(items: Sequence[T]) -> AsyncGenerator[Sequence[T], None]:
    """Yields the rows of a list that was read as a whole."""
    yield items


async def register_pages(
    context: ServiceContext, read: Callable[[AsyncConnection, PageWindow], Awaitable[ListPage[T]]]
) -> AsyncGenerator[Sequence[T], None]:
    """Yields the pages of a register, read in one transaction."""
    async with context.service.reading() as connection:
        number = 1
        while found := (await read(connection, PageWindow(page=number, size=PORTION))).items:
            yield found
            number += 1


def word(words: Mapping[bool, str], value: bool | None) -> str | None:  # noqa: FBT001 - a filter
    """Returns the word for the value of a filter; None without one."""
    return None if value is None else words[value]


def register_columns(titles: str) -> list[TableColumn]:
    """Returns the columns of `title:width`; texts in wide columns continue on further lines."""
    pairs = [each.partition(":") for each in titles.split()]
    return [
        TableColumn(title=title, width=int(width), wrapped=int(width) >= 24)  # noqa: PLR2004 - a wide column
        for title, _, width in pairs
    ]


def conditions_of(*given: tuple[str, str | None]) -> list[tuple[str, str]]:
    """Returns those of the conditions that have a value."""
    return [(title, value) for title, value in given if value and value.strip()]
