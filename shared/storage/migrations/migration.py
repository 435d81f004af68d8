"""Migration of a database to the schema of this program. Each of the two databases has its own sequence of versions.

A version is a file in `service/versions` or `read/versions`, whose name begins with `v` and its number; a released one is never changed.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from shared.storage.database import Database

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

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
        await connection.run_sync(_migrate, which, to)


def folder(which: Which) -> Path:
    """Returns the folder of the versions of this database."""
    return _FOLDER / which / "versions"


def newest(which: Which) -> str:
    """Returns the number of the newest version of this database that this program knows."""
    return max(path.name for path in folder(which).glob("v*.py")).split("_")[0].removeprefix("v")


def _migrate(connection: Connection, which: Which, to: str) -> None:
    if to == _NEWEST and _version(connection, which) == newest(which):
        return
    _upgrade(connection, which, to)


def _version(connection: Connection, which: Which) -> str | None:
    """Returns the version of the schema of this database; None while it has no tables."""
    table = Table(VERSION_TABLES[which], MetaData(), Column("version_num", String(32)))
    if not inspect(connection).has_table(table.name):
        return None
    return connection.scalar(select(table.c.version_num))


def _upgrade(connection: Connection, which: Which, to: str) -> None:
    # The imports of Alembic take a twentieth of the start of a service, and only the first start of a version needs them.
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

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


def _steps(script: "ScriptDirectory", to: str, version: Any) -> Any:
    return script._upgrade_revs(to, version)  # noqa: SLF001 - called by `upgrade` of alembic, too


def _check(script: "ScriptDirectory", version: str, which: Which) -> None:
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        script.get_revision(version)
    except CommandError as error:
        known = "、".join(script.get_heads())
        raise NewerSchemaError(
            f"{which} 数据库的结构版本是 {version}，本程序只认识到 {known}：请使用更新版本的程序"
        ) from error
