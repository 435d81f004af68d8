"""The lease: of all replicas of a service, one relays and reads at a time.

It is a row in the service database with the holder and the expiry time. It avoids duplicate work; it does not protect data: work of
a former holder (a process that was frozen or is slow) is harmless, because events are folded by version and positions are
stored conditionally.
"""

import asyncio
import time
from asyncio import Event, Task
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy import Column, Double, Table, Text, cast, extract, func, insert, literal, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement

from shared.messaging.service_task import ServiceTask, pause, run_until
from shared.storage.columns import required
from shared.storage.database import Database, service_tables

leases = Table(
    "leases",
    service_tables,
    Column("name", Text, primary_key=True),
    *required(holder=Text, until=Double),
)
"""The current holder of each lease. `until`: expiry in seconds since 1970 on the clock of the database."""

COMMITTEE = "committee"
"""The name of the lease of a committee's service: its holder relays, reads and audits."""

_log = structlog.get_logger(__name__)


class Lease:
    """A lease by name, for one holder (a name that is unique among all processes)."""

    def __init__(self, database: Database, name: str, holder: str, *, seconds: float = 6.0) -> None:
        self.database = database
        self.name = name
        self.holder = holder
        self.seconds = seconds
        self._until = 0.0
        self._changed = Event()
        self._guards = 0
        self._renewal: Task[None] | None = None

    @property
    def held(self) -> bool:
        """Returns whether this process has the lease now, by its monotonic clock: a process that was frozen detects the loss."""
        return time.monotonic() < self._until

    async def acquire(self) -> bool:
        """Acquires or renews the lease for `seconds`, unless another holder has it; returns whether it succeeded."""
        asked = time.monotonic()
        async with self.database.transaction() as connection:
            now = _clock(self.database)
            taken = await connection.execute(
                update(leases)
                .where(leases.c.name == self.name, or_(leases.c.holder == self.holder, leases.c.until < now))
                .values(holder=self.holder, until=now + self.seconds)
            )
            won = taken.rowcount == 1
            if not won and not await self._is_known(connection):
                won = await self._enter(connection)
        self._until = asked + self.seconds if won else 0.0
        return won

    async def _is_known(self, connection: AsyncConnection) -> bool:
        return await connection.scalar(select(leases.c.name).where(leases.c.name == self.name)) is not None

    async def _enter(self, connection: AsyncConnection) -> bool:
        """Inserts the row of this lease; returns False if another process inserted it at the same time."""
        row = {"name": self.name, "holder": self.holder, "until": _clock(self.database) + self.seconds}
        try:
            async with connection.begin_nested():
                await connection.execute(insert(leases).values(row))
        except IntegrityError:
            return False
        return True

    async def release(self) -> None:
        """Releases the lease at once, so that the next holder need not wait for its expiry."""
        self._until = 0.0
        async with self.database.transaction() as connection:
            await connection.execute(
                update(leases).where(leases.c.name == self.name, leases.c.holder == self.holder).values(until=0.0)
            )

    async def guard(self, task: ServiceTask, stop: Event) -> None:
        """Runs the task while this process has the lease, until `stop`; stops it on a loss and starts it again on the next acquisition."""
        self._guards += 1
        self._renewal = self._renewal or asyncio.ensure_future(self._keep())
        try:
            while not stop.is_set():
                if self.held:
                    await self._work(task, stop)
                else:
                    await pause(self.seconds / 12, stop, self._changed)
        finally:
            self._guards -= 1
            if not self._guards:
                await self._leave()

    async def _work(self, task: ServiceTask, stop: Event) -> None:
        over = Event()
        watch = asyncio.ensure_future(self._watch(stop, over))
        try:
            await run_until(over, task)
        finally:
            watch.cancel()

    async def _watch(self, stop: Event, over: Event) -> None:
        while self.held and not stop.is_set():
            await pause(self.seconds / 12, stop)
        over.set()

    async def _keep(self) -> None:
        """Renews the lease three times per period; if the database is unavailable, the lease is lost only at the end of the period."""
        while True:
            had = self.held
            try:
                won = await self.acquire()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("lease_renewal_failed", lease=self.name, error=str(error))
                won = self.held
            if won != had:
                _log.info("lease_acquired" if won else "lease_lost", lease=self.name, holder=self.holder)
                self._changed.set()
                self._changed = Event()
            await asyncio.sleep(self.seconds / 3)

    async def _leave(self) -> None:
        if self._renewal is None:
            return
        renewal, self._renewal = self._renewal, None
        renewal.cancel()
        with suppress(asyncio.CancelledError):
            await renewal
        with suppress(SQLAlchemyError, OSError):
            await self.release()


def _clock(database: Database) -> ColumnElement[Any]:
    """Returns the current time in seconds since 1970; under PostgreSQL that of the server, because clocks of several machines differ."""
    if database.is_sqlite:
        return literal(time.time())
    return cast(extract("epoch", func.clock_timestamp()), Double)
