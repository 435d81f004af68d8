"""Numbers that are given to one matter only: filing numbers 立案号 of proposals, numbers 期号 of the issues of a periodical."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.charters.values import HIGHEST_FILING_NUMBER
from shared.domain.errors import ConflictError, conflict
from shared.storage.statements import insert_into


@dataclass(frozen=True, kw_only=True)
class NumberSeries:
    """The numbers of an organization and a year. `taken`: the table of those that are given, `row`: its other columns, with the matter.

    `following`: returns the next number to try, a higher one each time; `used_up`: the refusal after the highest number;
    `refusal`: that of a typed number that another matter has.
    """

    taken: Table
    row: Mapping[str, object]
    following: Callable[[], Awaitable[int]]
    used_up: str
    refusal: Callable[[int], str]


async def take_number(connection: AsyncConnection, series: NumberSeries, typed: int | None) -> int:
    """Gives the matter the typed number, or else the next free one, and returns it. Concurrent transactions wait for this one to end.

    Raises `ConflictError` `number-taken` for a typed number that is given, and `numbers-used-up` after the highest one.
    """
    if typed is not None:
        if await _take(connection, series, typed):
            return typed
        raise conflict("number-taken", "number", typed, series.refusal(typed))
    while True:
        number = await series.following()
        if number > HIGHEST_FILING_NUMBER:
            raise ConflictError("numbers-used-up", series.used_up)
        if await _take(connection, series, number):
            return number


async def _take(connection: AsyncConnection, series: NumberSeries, number: int) -> bool:
    """Stores a number as given; returns False when another matter has it."""
    taking = insert_into(connection, series.taken).values({**series.row, "number": number}).on_conflict_do_nothing()
    return (await connection.execute(taking)).rowcount == 1
