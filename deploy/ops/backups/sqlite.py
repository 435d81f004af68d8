"""Copies of a SQLite database."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from deploy.ops.backups.archive import VERSION_QUERY
from deploy.ops.refusals import CommandRefusedError
from shared.storage.database import Database

_WAIT_SECONDS = 15.0


def snapshot(source: Path, target: Path) -> None:
    """Copies the committed state of a database at one moment, while others read and write it; raises `CommandRefusedError`."""
    if not source.is_file():
        raise CommandRefusedError(f"没有数据库 {source}：请检查 LIANXI_VAR，或写明要备份哪些服务。")
    _copy(source, target)
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, which can be opened without writing to its folder
    check(target)


def check(file: Path) -> None:
    """Raises `CommandRefusedError` if the file is damaged or is no database of SQLite."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            (result,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        result = str(error)
    if result != "ok":
        raise CommandRefusedError(f"数据库 {file} 已损坏（{result}）。")


def version(file: Path) -> str:
    """Returns the version of the tables; raises `CommandRefusedError` if there are none."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
            (found,) = copy.execute(VERSION_QUERY).fetchone()
    except (sqlite3.DatabaseError, TypeError):
        raise CommandRefusedError(f"{file.stem} 的数据库里没有数据表：没有可备份的。") from None
    return str(found)


@asynccontextmanager
async def staged(source: Path, target: Path) -> AsyncIterator[Database]:
    """Opens a temporary copy of a backup inside the block, in the folder of the database that it will replace."""
    file = staging_file(target)
    _delete(file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        await asyncio.to_thread(_copy, source, file)
        yield database
    finally:
        await database.close()
        _delete(file)


async def replace(target: Path) -> None:
    """Replaces the content of the database by that of its staged copy, in one transaction of SQLite: after a crash it is all or nothing."""
    await asyncio.to_thread(_copy, staging_file(target), target)


def staging_file(target: Path) -> Path:
    return target.with_suffix(".restore.db")


def _copy(source: Path, target: Path) -> None:
    """Copies all pages in one step, so that writers of the source do not make it begin again."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as origin,
        closing(sqlite3.connect(target, timeout=_WAIT_SECONDS)) as copy,
    ):
        origin.backup(copy)


def _delete(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
