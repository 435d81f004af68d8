"""SQLite with one trip to its thread for each statement.

A cursor of aiosqlite makes four of them: to begin, to execute, to fetch and to close. Each wakes a thread and then the loop, which costs
several times what SQLite needs for a statement of ours; so all four happen in one.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import aiosqlite

_ONE_BY_ONE = 64  # rows that aiosqlite would fetch at a time when iterating, which nobody does


class _Done(NamedTuple):
    """What a statement left behind."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


class Cursor:
    """What SQLAlchemy asks of a cursor of aiosqlite. It is over when a statement is."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._done = _Done()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._done.description

    @property
    def rowcount(self) -> int:
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._done.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._done = await self._connection.at_once("execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._done = await self._connection.at_once("executemany", statement, parameters)

    async def fetchall(self) -> Sequence[Any]:
        return self._done.rows

    async def close(self) -> None:
        """Its statement is over."""


class Connection(aiosqlite.Connection):
    """`connect_args={"async_creator_fn": Connection}`: takes what `sqlite3.connect` takes."""

    def __init__(self, *where: Any, **how: Any) -> None:
        super().__init__(lambda: sqlite3.connect(*where, **how), _ONE_BY_ONE)
        self._thread.daemon = True  # as SQLAlchemy does with those it makes itself: it must not keep a process alive

    def cursor(self) -> Any:
        return Cursor(self)

    async def at_once(self, method: str, *args: Any) -> _Done:
        """A statement from its beginning to its last row."""

        def statement() -> _Done:
            cursor = self._conn.cursor()
            try:
                getattr(cursor, method)(*args)
                return _Done(cursor.description, cursor.rowcount, cursor.lastrowid, cursor.fetchall())
            finally:
                cursor.close()

        done: _Done = await self._execute(statement)  # type: ignore[no-untyped-call]
        return done
