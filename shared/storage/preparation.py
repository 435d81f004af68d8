"""Preparation before a service starts: migrates its databases and compares its clock with that of the database."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import Database
from shared.storage.diagnostics import sentence
from shared.storage.migrations.migration import NewerSchemaError, migrate

CLOCKS_APART_SECONDS = 60.0
"""Difference between two clocks above which a warning is logged."""
_log = structlog.get_logger(__name__)


class UnusableDatabaseError(Exception):
    """The service cannot use its database; the message is a sentence for the operator."""


Check = Callable[[AsyncConnection], Awaitable[None]]


def prepare_or_exit(service: str, read: str, check: Check | None = None) -> None:
    """Prepares both databases, given by their URLs. Prints one sentence and exits with status 1 if one cannot be used.

    `check`: of the migrated service database, raises `UnusableDatabaseError`.
    """
    try:
        asyncio.run(_prepare(service, read, check))
    except (NewerSchemaError, UnusableDatabaseError) as error:
        _end(str(error))
    except (SQLAlchemyError, OSError) as error:
        _end(sentence(error) or f"数据库不能使用：{error}")


async def _prepare(service: str, read: str, check: Check | None) -> None:
    databases = Database(service), Database(read, durable=False)
    try:
        await migrate(databases[0], "service")
        await migrate(databases[1], "read")
        await compare_clocks(databases[0])
        if check is not None:
            async with databases[0].reading() as connection:
                await check(connection)
    finally:
        for database in databases:
            await database.close()


async def compare_clocks(database: Database) -> None:
    """Logs `clocks_differ` if the clocks of this machine and of the database differ. Leases are safe: they use only the database's clock.

    But recorded times use the clock of this machine, and near midnight a wrong clock refuses a valid day as one in the future.
    """
    if database.is_sqlite:
        return
    async with database.reading() as connection:
        theirs: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    apart = (datetime.now(UTC) - theirs).total_seconds()
    if abs(apart) > CLOCKS_APART_SECONDS:
        _log.warning(
            "clocks_differ", seconds_ahead=round(apart), advice="请以 NTP 校准本机与数据库的时钟：事件的时间取自本机"
        )


def _end(why: str) -> None:
    print(why, file=sys.stderr)  # noqa: T201 - the error message of a process that does not start
    sys.exit(1)
