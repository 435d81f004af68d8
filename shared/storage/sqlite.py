"""An aiosqlite connection with at most one call to its thread per statement.

A cursor of aiosqlite makes four calls: create, execute, fetch and close. Each wakes a thread and then the event loop, which costs
several times the duration of a typical statement; therefore all four are combined in one call, and the short statements of a request
are executed without any.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import aiosqlite

_LONGEST_SHORT = 10_000
"""Maximum length of a parameter of a short statement."""

_ONE_BY_ONE = 64  # rows per fetch of an iteration in aiosqlite, which is not used


class _Done(NamedTuple):
    """The result of a statement."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


def _is_small(args: Sequence[Any]) -> bool:
    """Returns whether the parameters of a statement contain no long text, such as the index of one."""
    return all(len(each) <= _LONGEST_SHORT for each in args[1] if isinstance(each, str | bytes))


class Cursor:
    """The part of the cursor interface of aiosqlite that SQLAlchemy uses. The result of a statement is completely fetched at once."""

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
        """Does nothing, because the statement has already ended."""


class Connection(aiosqlite.Connection):
    """An aiosqlite connection for `connect_args={"async_creator_fn": Connection}`, with the arguments of `sqlite3.connect`."""

    def __init__(self, *where: Any, **how: Any) -> None:
        super().__init__(lambda: sqlite3.connect(*where, **(how | {"check_same_thread": False})), _ONE_BY_ONE)
        self._thread.daemon = True  # as in the connections of SQLAlchemy: the thread must not keep the process alive
        self._short_statements = 0

    def cursor(self) -> Any:
        return Cursor(self)

    def expect_short_statements(self, number: int) -> None:
        """Lets the event loop itself execute the next statements, at most this number, so that it never stands still for long."""
        self._short_statements = number

    async def at_once(self, method: str, *args: Any) -> _Done:
        """Executes a statement, fetches all rows and returns the result."""
        if self._short_statements and method == "execute" and _is_small(args):
            self._short_statements -= 1
            return self._done(method, args)
        done: _Done = await self._execute(self._done, method, args)  # type: ignore[no-untyped-call]
        return done

    def _done(self, method: str, args: Sequence[Any]) -> _Done:
        cursor = self._conn.cursor()
        try:
            getattr(cursor, method)(*args)
            return _Done(cursor.description, cursor.rowcount, cursor.lastrowid, cursor.fetchall())
        finally:
            cursor.close()

    async def rollback(self) -> None:
        """Rolls back the transaction, if there is one."""
        if self.in_transaction:
            await super().rollback()
