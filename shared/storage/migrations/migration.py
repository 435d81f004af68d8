"""Migration of a database to the schema of this program. Each of the two databases has its own sequence of versions.

A version is a file in `service/versions` or `read/versions`; a released version is never changed.
"""

from pathlib import Path
from typing import Any, Literal

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from shared.storage.database import Database

Which = Literal["service", "read"]

VERSION_TABLES: dict[Which, str] = {"service": "service_version", "read": "read_version"}
"""The version table of each sequence; under PostgreSQL both are in one database."""

_FOLDER = Path(__file__).parent
_LOCK = 0x6C69616E7869
_NEWEST = "head"


class NewerSchemaError(RuntimeError):
    """A newer program has migrated this database; the message is one sentence for the operator."""


async def migrate(database: Database, which: Which, *, to: str = _NEWEST) -> None:
    """Creates or upgrades the tables in one transaction, to the newest version or an earlier one. Of two concurrent processes, one waits.

    Raises `NewerSchemaError` if the schema of the database is newer than this program.
    """
    async with database.transaction() as connection:
        if not database.is_sqlite:  # SQLite has the write lock already
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        await connection.run_sync(_upgrade, which, to)


def folder(which: Which) -> Path:
    """Returns the folder of the versions of this database."""
    return _FOLDER / which / "versions"


def _upgrade(connection: Connection, which: Which, to: str) -> None:
    script = ScriptDirectory(str(_FOLDER), version_locations=[str(folder(which))])
    table = VERSION_TABLES[which]
    current = MigrationContext.configure(connection, opts={"version_table": table}).get_current_heads()
    for version in (*current, *([] if to == _NEWEST else [to])):
        _check(script, version, which)
    if set(current) == set(script.get_heads()):
        return
    steps = EnvironmentContext(Config(), script, fn=lambda version, _context: _steps(script, to, version))
    steps.configure(connection, version_table=table, transactional_ddl=True)
    steps.run_migrations()


def _steps(script: ScriptDirectory, to: str, version: Any) -> Any:
    return script._upgrade_revs(to, version)  # noqa: SLF001 - called by `upgrade` of alembic, too


def _check(script: ScriptDirectory, version: str, which: Which) -> None:
    try:
        script.get_revision(version)
    except CommandError as error:
        known = "、".join(script.get_heads())
        raise NewerSchemaError(
            f"{which} 数据库的结构版本是 {version}，本程序只认识到 {known}：请使用更新版本的程序"
        ) from error
