"""The command `restore`: replaces lost or damaged data by a backup, under a new epoch."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from deploy.ops.backups import archive, attachments, keys, postgres, sqlite
from deploy.ops.backups.archive import DatabaseCopy, Manifest
from deploy.ops.databases import databases
from deploy.ops.exclusive_lock import exclusive, lease_of_stopped
from deploy.ops.progress_bars import Bars
from deploy.ops.refusals import CommandRefusedError
from deploy.ops.restore import Confirm, begin_new_epoch
from deploy.settings import DeploySettings
from shared.committee.maintenance.restore import Restored
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from shared.storage.private import private_folder


@dataclass(frozen=True)
class Backup:
    """A verified backup in a folder."""

    folder: Path
    manifest: Manifest

    def database_of(self, service: str) -> DatabaseCopy:
        return self.manifest.services[service]


def opened_backup(folder: Path, services: Collection[str]) -> Backup:
    """Returns the backup; raises `CommandRefusedError` if it is damaged or lacks one of the services."""
    manifest = archive.verified(folder)
    for service in services:
        if service not in manifest.services:
            raise CommandRefusedError(f"备份里没有 {service}：其中有 {'、'.join(manifest.services)}。")
    for service in services:
        if manifest.services[service].kind == "sqlite":
            sqlite.check(folder / f"{service}.db")
    return Backup(folder, manifest)


def restore_keys(
    given: DeploySettings,
    backup: Backup,
    services: Collection[str],
    *,
    secrets: Path | None,
    passphrase_file: Path | None,
) -> list[Path]:
    """Writes the keys that are missing here and returns their files; raises `CommandRefusedError` if one has another content."""
    phrase = keys.passphrase(passphrase_file)
    contents = keys.stored(backup.folder, phrase, sealed=backup.manifest.sealed)
    private_folder(given.folder)
    return keys.put_back(contents, keys.places(given, services, secrets))


async def restore_service(
    given: DeploySettings, service: str, backup: Backup, *, shown: Bars, confirm: Confirm, kafka_lost: bool
) -> Restored | None:
    """Replaces the database of a stopped service, and begins a new epoch; returns None, and changes nothing, without confirmation.

    The copy is loaded, migrated and prepared for its new epoch beside the database, and then replaces it at once: a command that is
    interrupted leaves the database as it was.
    """
    async with databases(given, service) as opened:
        if (opened.service.is_sqlite) != (backup.database_of(service).kind == "sqlite"):
            raise CommandRefusedError(
                f"备份中 {service} 的数据库与 LIANXI_DATABASE 的种类不同（SQLite、PostgreSQL），不能恢复到其中。"
            )
        await _create(opened.service, given.folder / f"{service}.db")
        async with _staged(given, service, backup, opened.service) as (copy, replace):

            async def work() -> Restored | None:
                await migrate(copy, "service")
                return await begin_new_epoch(given, service, copy, shown=shown, confirm=confirm, kafka_lost=kafka_lost)

            done = await exclusive(service, opened.service, work)
            if done is not None:
                source = backup.folder / attachments.FOLDER / service
                await asyncio.to_thread(attachments.copy_missing, source, given.folder / attachments.FOLDER / service)
                await lease_of_stopped(service, opened.service)
                await replace()
            return done


async def _create(database: Database, file: Path) -> None:
    """Creates the tables of a database that is lost: its lease shows whether the service runs."""
    try:
        await migrate(database, "service")
    except DatabaseError as error:
        if any(cause in str(error) for cause in ("not a database", "malformed")):
            raise CommandRefusedError(
                f"数据库 {file} 已损坏，看不出服务是否已停止：停止它，把这个文件和同名的 -wal、-shm 移到别处，再执行。"
            ) from error
        raise


@asynccontextmanager
async def _staged(
    given: DeploySettings, service: str, backup: Backup, database: Database
) -> AsyncIterator[tuple[Database, Callable[[], Awaitable[None]]]]:
    """Opens the copy of a backup beside the database inside the block; yields it, and the function that puts it in place."""
    copied = backup.database_of(service)
    if database.is_sqlite:
        target = given.folder / f"{service}.db"
        async with sqlite.staged(backup.folder / f"{service}.db", target) as copy:
            yield copy, partial(_replace_sqlite, database, copy, target)
    else:
        async with postgres.staged(database, backup.folder / service, copied.schema, copied.tables) as copy:
            yield copy, partial(postgres.replace, database)


async def _replace_sqlite(database: Database, copy: Database, target: Path) -> None:
    await copy.close()  # all of it is in its file then
    await database.close()
    await sqlite.replace(target)
