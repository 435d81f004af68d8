"""Before a service opens its doors: its tables are those of this program, and its database goes by the same clock."""

import asyncio
import sys
from datetime import UTC, datetime

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shared.storage.database import Database
from shared.storage.diagnostics import sentence
from shared.storage.migrations.migration import NewerSchemaError, migrate

CLOCKS_APART_SECONDS = 60.0
_log = structlog.get_logger(__name__)


def prepare_or_exit(service: str, read: str) -> None:
    """Both databases by their URLs. What keeps us from using one is one sentence, and exit status 1: whoever starts us tries again."""
    try:
        asyncio.run(_prepare(service, read))
    except NewerSchemaError as error:
        _end(str(error))
    except (SQLAlchemyError, OSError) as error:
        _end(sentence(error) or f"数据库不能使用：{error}")


async def _prepare(service: str, read: str) -> None:
    databases = Database(service), Database(read, durable=False)
    try:
        await migrate(databases[0], "service")
        await migrate(databases[1], "read")
        await compare_clocks(databases[0])
    finally:
        for database in databases:
            await database.close()


async def compare_clocks(database: Database) -> None:
    """A warning when ours and the database's differ. Nothing is lost by it: a lease goes by the database's clock alone.

    But the moments that we record are by ours, and on the wrong side of midnight a day is refused as one in the future.
    """
    if database.is_sqlite:
        return
    async with database.reading() as connection:
        theirs: datetime = (await connection.execute(text("SELECT clock_timestamp()"))).scalar_one()
    apart = (datetime.now(UTC) - theirs).total_seconds()
    if abs(apart) > CLOCKS_APART_SECONDS:
        _log.warning(
            f"本机的时钟与数据库的相差 {abs(apart):.0f} 秒（本机{'快' if apart > 0 else '慢'}）：请以 NTP 校准两者，事件的时间取自本机"
        )


def _end(why: str) -> None:
    print(why, file=sys.stderr)  # noqa: T201 - the last word of a process that does not start
    sys.exit(1)
