"""A database and its transactions: SQLite when embedded, PostgreSQL one URL away. SQLAlchemy Core, no session, no identity map.

A service has two of them: `service` (what must never be lost) and `read` (what can be read from Kafka again); under PostgreSQL both
are the same database, under SQLite each is a file, so that refilling a read model never keeps a clerk waiting.
"""

import asyncio
from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, nullcontext
from typing import Any

from asyncpg import InterfaceError, PostgresError
from sqlalchemy import MetaData, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.storage.sqlite import Connection

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

service_tables = MetaData(naming_convention=_NAMES)
"""Tables of the service database."""

read_tables = MetaData(naming_convention=_NAMES)
"""Tables of the read database."""

_BUSY_MS = 15_000


class WriterQueue:
    """One writer at a time: waiting here is fair, waiting in SQLite is not."""

    def __init__(self) -> None:
        self._lock = Lock()

    async def __aenter__(self) -> None:
        """Raises `OperationalError`: whoever writes is held up, and there is no end to it."""
        try:
            async with asyncio.timeout(_BUSY_MS / 1000):
                await self._lock.acquire()
        except TimeoutError as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


class Database:
    """One database. `durable`: a committed transaction survives a power cut."""

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine: AsyncEngine = create_async_engine(
            url,
            connect_args={"async_creator_fn": Connection} if self.is_sqlite else {},
            pool_pre_ping=not self.is_sqlite,
            pool_reset_on_return=None if self.is_sqlite else "rollback",  # SQLAlchemy itself ends what was begun
            hide_parameters=True,  # an error must not carry into a log what was to be stored: texts, keys
        )
        self._turn = WriterQueue() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            _prepare_sqlite(self.engine, synchronous="FULL" if durable else "NORMAL")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Everything inside happens, or nothing. On SQLite the write lock is taken at once, so nobody fails half way."""
        async with self._turn, aclosing(await self._connected()) as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                await connection.begin()
            try:
                yield connection
            except BaseException:
                await connection.rollback()
                raise
            await connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent look; nothing is written."""
        async with aclosing(await self._connected()) as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN")
            yield connection
            await connection.rollback()

    @asynccontextmanager
    async def read_one(self) -> AsyncIterator[AsyncConnection]:
        """For one statement that reads: it is consistent by itself, and a transaction around it would cost twice as much again."""
        async with aclosing(await self._connected()) as connection:
            if not self.is_sqlite:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    async def _connected(self) -> AsyncConnection:
        """Raises `OperationalError`: SQLAlchemy lets through as it is what its driver says of a server that is away or starting."""
        try:
            return await self.engine.connect()
        except (OSError, PostgresError, InterfaceError) as error:
            raise OperationalError("connect", None, error) from error

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, synchronous: str) -> None:
    """The driver must not begin transactions by itself: `Database` says when and how."""

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
