"""A database and its transactions: SQLite when embedded, PostgreSQL one URL away. SQLAlchemy Core, no session, no identity map.

A service has two of them: `service` (data that must never be lost) and `read` (data that can be rebuilt from Kafka); under PostgreSQL both
are the same database, under SQLite each is a file, so that the rebuild of a read model never delays a user's command.
"""

import asyncio
import time
from asyncio import Lock
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, nullcontext
from math import inf
from typing import Any

from asyncpg import InterfaceError, PostgresError
from sqlalchemy import MetaData, Table, event
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

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
"""Maximum time that a writer waits for the write lock, in milliseconds."""

_IDLE_SECONDS = 1.0
"""Time without use after which a connection to PostgreSQL is checked by a query, in seconds."""

_SHORT_STATEMENTS = 32
"""Maximum number of statements of a transaction that the event loop executes itself; a command needs about ten."""

_SAMPLED_ROWS = 1000
"""Maximum number of rows of each index that the statistics of SQLite are computed from."""


class WriterQueue:
    """A lock for one writer at a time. It is fair, in contrast to the write lock of SQLite."""

    def __init__(self) -> None:
        self._lock = Lock()

    async def __aenter__(self) -> None:
        """Acquires the lock. Raises `OperationalError` if the current writer does not release it in time."""
        try:
            async with asyncio.timeout(_BUSY_MS / 1000):
                await self._lock.acquire()
        except TimeoutError as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


class Database:
    """A database. `durable`: a committed transaction survives a power failure; `options`: execution options of its engine."""

    def __init__(self, url: str, *, durable: bool = True, options: Mapping[str, object] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine: AsyncEngine = create_async_engine(
            url,
            connect_args={"async_creator_fn": Connection} if self.is_sqlite else {},
            pool_reset_on_return=None if self.is_sqlite else "rollback",  # SQLAlchemy itself ends open transactions
            execution_options=dict(options or {}),
            hide_parameters=True,  # an error must not write the stored values, such as texts and keys, to the log
        )
        self._write_lock = WriterQueue() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            _prepare_sqlite(self.engine, synchronous="FULL" if durable else "NORMAL")
        else:
            _ping_idle_connections(self.engine)

    @asynccontextmanager
    async def transaction(self, *, short_statements: bool = False) -> AsyncIterator[AsyncConnection]:
        """Opens a transaction that commits at the end or rolls back on an error. On SQLite it acquires the write lock at its start.

        `short_statements`: each reads or writes few rows by an index.
        """
        async with self._write_lock, aclosing(await self._connect()) as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
                if short_statements:
                    _expect_short_statements(connection)
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
        """Opens a transaction for reading, which is rolled back at the end. On SQLite all of its statements read one snapshot."""
        async with aclosing(await self._connect()) as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN")
            yield connection
            await connection.rollback()

    @asynccontextmanager
    async def read_one(self, *, short_statements: bool = False) -> AsyncIterator[AsyncConnection]:
        """Opens a connection for one reading statement: it is consistent by itself, and a transaction would triple its cost.

        `short_statements`: see `transaction`.
        """
        async with aclosing(await self._connect()) as connection:
            if not self.is_sqlite:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            elif short_statements:
                _expect_short_statements(connection)
            yield connection

    async def update_statistics(self) -> None:
        """Updates the statistics of the query planner of SQLite from a sample of each index; PostgreSQL updates its own."""
        if self.is_sqlite:
            async with self.transaction() as connection:
                await connection.exec_driver_sql(f"PRAGMA analysis_limit = {_SAMPLED_ROWS}")
                await connection.exec_driver_sql("ANALYZE")
            await self.engine.dispose()  # a connection reads the statistics when it opens

    async def rewrite(self, tables: Sequence[Table]) -> None:
        """Rewrites the files of the tables, which then contain no deleted values. PostgreSQL locks each table meanwhile.

        Raises `OperationalError` on SQLite while another process uses the database.
        """
        async with self.read_one() as connection:
            if not self.is_sqlite:
                for table in tables:
                    await connection.exec_driver_sql(f"VACUUM (FULL) {table.name}")
                return
            await connection.exec_driver_sql("VACUUM")
            ((busy, *_),) = await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            if busy:
                raise OperationalError("PRAGMA wal_checkpoint(TRUNCATE)", None, TimeoutError("database is locked"))

    async def _connect(self) -> AsyncConnection:
        """Returns a connection. Raises `OperationalError` for driver errors that SQLAlchemy does not wrap (server down or starting)."""
        try:
            return await self.engine.connect()
        except (OSError, PostgresError, InterfaceError) as error:
            raise OperationalError("connect", None, error) from error

    async def close(self) -> None:
        await self.engine.dispose()


def _ping_idle_connections(engine: AsyncEngine) -> None:
    """Replaces a connection that has been idle when it no longer answers; asking each time would cost as much as three statements."""
    pool, dialect = engine.sync_engine, engine.dialect

    @event.listens_for(pool, "checkin")
    def _(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.time()

    @event.listens_for(pool, "checkout")
    def _(connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        if time.time() - record.info.get("idle_since", inf) < _IDLE_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


def _expect_short_statements(connection: AsyncConnection) -> None:
    driver = connection.sync_connection.connection.driver_connection if connection.sync_connection else None
    if isinstance(driver, Connection):
        driver.expect_short_statements(_SHORT_STATEMENTS)


def _prepare_sqlite(engine: AsyncEngine, *, synchronous: str) -> None:
    """Configures each new connection. The driver must not begin transactions by itself, because `Database` begins them."""

    @event.listens_for(engine.sync_engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {synchronous}")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()
