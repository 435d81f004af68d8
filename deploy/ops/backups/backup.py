"""The command `backup`: copies databases, attachments and keys while the services run."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from deploy.ops.backups import archive, attachments, keys, postgres, sqlite
from deploy.ops.backups.archive import DatabaseCopy, Manifest
from deploy.ops.databases import databases
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.storage.database import Database
from shared.telemetry.build import VERSION


class BackupResult(NamedTuple):
    """`size`: bytes of all files; `missing`: names of keys that do not exist where the command looked."""

    size: int
    missing: list[str]


async def back_up(
    given: DeploySettings,
    target: Path,
    services: Collection[str],
    *,
    secrets: Path | None = None,
    passphrase_file: Path | None = None,
) -> BackupResult:
    """Writes a backup of these services. Each database is copied as it is at one moment; raises `CommandRefusedError`."""
    phrase = keys.passphrase(passphrase_file)
    with archive.new_archive(target) as folder:
        copies = {service: await _copy(given, service, folder) for service in services}
        missing = keys.store(folder, keys.places(given, services, secrets), phrase)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        archive.write_manifest(folder, Manifest(archive.FORMAT, VERSION, created, copies, sealed=phrase is not None))
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return BackupResult(size, missing)


async def _copy(given: DeploySettings, service: str, folder: Path) -> DatabaseCopy:
    async with databases(given, service) as opened:
        if opened.service.is_sqlite:
            copy = await _copy_sqlite(given, service, folder)
        else:
            version = await _version(opened.service, service)
            (folder / service).mkdir()
            copy = DatabaseCopy("postgresql", version, await postgres.export(opened.service, folder / service))
    source = given.folder / attachments.FOLDER / service
    await asyncio.to_thread(attachments.copy_missing, source, folder / attachments.FOLDER / service)
    return copy


async def _copy_sqlite(given: DeploySettings, service: str, folder: Path) -> DatabaseCopy:
    file = folder / f"{service}.db"
    await asyncio.to_thread(sqlite.snapshot, given.folder / file.name, file)
    return DatabaseCopy("sqlite", sqlite.version(file))


async def _version(database: Database, service: str) -> str:
    """Returns the version of the tables; raises `CommandRefusedError` if there are none."""
    async with database.reading() as connection:
        try:
            found: str = (await connection.execute(text(archive.VERSION_QUERY))).scalar_one()
        except SQLAlchemyError as error:
            raise CommandRefusedError(f"{service} 的数据库里没有数据表：没有可备份的。") from error
    return found
