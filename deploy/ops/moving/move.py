"""The command `move`: moves a county from the shared service of its level to a service that it operates itself (decision 0116)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy import settings as environment
from deploy.ops.backups import attachments
from deploy.ops.command_log import append_command
from deploy.ops.databases import databases
from deploy.ops.exclusive_lock import exclusive, lease_of_stopped
from deploy.ops.moving import checks
from deploy.ops.moving.ownership import CONTENTS, moving, moving_tables
from deploy.ops.moving.rows import Counts, copy_shared, counts, insert, portions, remove
from deploy.ops.moving.sealed_values import SealedValues
from deploy.ops.refusals import CommandRefusedError
from deploy.ops.service_secret import read_secret
from deploy.settings import DeploySettings
from shared.contracts.topics import SERVICE_TOPICS
from shared.messaging.outbox.event_offsets import mark_all_pending
from shared.storage.database import Database, service_tables
from shared.storage.migrations.migration import migrate
from shared.web.service_secret import given_secret, service_secret
from shared.web.settings_error import SettingsError

Confirm = Callable[[list[str]], bool]
"""A function that shows these lines and returns whether the operator confirms."""


class NewService(NamedTuple):
    """Where the service of the county will run. `folder`: its `LIANXI_VAR`; `database`: the URL of its service database.

    `secret_file`: its `LIANXI_SECRET_FILE`; None: the file that it has in the folder, which is created.
    """

    folder: Path
    database: str
    secret_file: Path | None = None

    def secret(self, service: str) -> bytes:
        """Returns the secret that the service will read; raises `SettingsError` if it is too short, `OSError` without the file."""
        return given_secret(self.secret_file) if self.secret_file else service_secret(self.folder / f"{service}.secret")


class Moved(NamedTuple):
    """The result. `rows`: of each table; none: they had moved before."""

    rows: Counts


async def move(settings: DeploySettings, service: str, county: str, to: NewService, confirm: Confirm) -> Moved | None:
    """Moves the rows of a county into the new database, then deletes them in the former one; returns None without confirmation.

    Both services must be stopped. If it is interrupted, it can be run again: until the rows are deleted in the former database, the new
    one is filled anew. Raises `CommandRefusedError` where it would not be safe.
    """
    checks.check_settings(service, county, environment.process_environment())
    old = read_secret(settings, service)
    to.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        resealing = SealedValues(old, to.secret(service))
    except SettingsError as error:
        raise CommandRefusedError(str(error)) from error
    target = Database(to.database)
    try:
        async with databases(settings, service) as opened:
            source = opened.service
            if source.url == target.url:
                raise CommandRefusedError("新数据库就是原来的数据库：请写明另一个。")
            await migrate(source, "service")
            await migrate(target, "service")
            task = _Move(settings, service, county, source, target, resealing, old, to.folder)

            await (
                await lease_of_stopped(f"{service}-{county}", target)
            ).release()  # the copy is one transaction: no lease is renewed
            found = await exclusive(service, source, lambda: task.copy(confirm))
            if found:
                await task.finish(found)
            return None if found is None else Moved(found)
    finally:
        await target.close()


@dataclass(frozen=True)
class _Move:
    """One execution of the command, while no process of either service runs."""

    settings: DeploySettings
    service: str
    county: str
    source: Database
    target: Database
    resealing: SealedValues
    secret: bytes
    folder: Path

    async def copy(self, confirm: Confirm) -> Counts | None:
        """Fills the new database; returns the number of copied rows, none if they had moved before, and None without confirmation."""
        async with self.source.reading() as source, self.target.reading() as target:
            found = await counts(source, self.county)
            if not found:
                if await counts(target, self.county):
                    return {}
                raise CommandRefusedError(f"{self.service} 的数据库中没有 {self.county} 的数据：请核对代码。")
            await checks.check_townships(source, self.county)
            await checks.check_keys(source, self.county, self.secret)
            await checks.check_target(source, target, self.county)
        if not await asyncio.to_thread(confirm, _described(self.county, found)):
            return None
        await self._copy_folder()
        await self._copy()
        await mark_all_pending(self.target, SERVICE_TOPICS)
        return found

    async def _copy_folder(self) -> None:
        """Copies the contents of the attachments of the county that are files."""
        source, target = (each / attachments.FOLDER / self.service for each in (self.settings.folder, self.folder))
        async with self.source.reading() as connection:
            table = service_tables.tables[CONTENTS[0]]
            hashes = set(await connection.scalars(select(table.c.hash).where(moving(table, self.county))))
        await asyncio.to_thread(attachments.copy_missing, source, target, only=hashes)

    async def _copy(self) -> None:
        """Fills the new database in one transaction, from one state of the former one."""
        async with self.source.reading() as source, self.target.transaction() as target:
            await checks.check_target(source, target, self.county)  # again, now that nobody else can write
            await remove(target, self.county)
            await copy_shared(source, target)
            for table in moving_tables():
                async for rows in portions(source, table, moving(table, self.county)):
                    await insert(target, table, [self.resealing.resealed(table.name, row) for row in rows])
            await _advance_ids(target)
            await append_command(target, f"move {self.service} {self.county}")

    async def finish(self, expected: Counts) -> None:
        """Deletes the rows in the former database, if both have as many of each table as were copied.

        It holds no lease, which a long transaction would lose; a process that has written meanwhile makes the numbers differ.
        """
        async with self.target.reading() as target:
            arrived = await counts(target, self.county)
        async with self.source.transaction() as source:
            if not (arrived == expected == await counts(source, self.county)):
                raise CommandRefusedError(
                    "两个数据库的行数不同，原数据库没有改变：请确认没有进程在使用它们，再执行一次。"
                )
            await remove(source, self.county)
            await append_command(source, f"move {self.service} {self.county}")


async def _advance_ids(connection: AsyncConnection) -> None:
    """Lets PostgreSQL number new notifications after the moved ones, which keep their ids; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('notifications', 'id'), max(id)) FROM notifications HAVING max(id) > 0"
        )


def _described(county: str, found: Counts) -> list[str]:
    number = found.get("outbox", 0)
    return [
        f"{county} 的数据共 {sum(found.values())} 行（账号 {found.get('accounts', 0)} 个，事件 {number} 件）移入新数据库，",
        "全部事件由新服务在它自己的主题中重新发布；完成后原数据库中的这些数据删除，只能由备份恢复。",
        "审计日志留在原服务；各账号须重新登录，有第二因素的须重新生成恢复码。",
    ]
