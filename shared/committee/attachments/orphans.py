"""Removes contents that no attachment has any more: those of drafts from which they were removed, and of uploads that were broken off."""

import asyncio
from asyncio import Event
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import ColumnElement, delete, func, or_, select

from shared.committee.context import ServiceContext
from shared.committee.file_transfers.tables import sent_files
from shared.committee.files.contents.folder import ContentFolder
from shared.committee.files.contents.tables import file_contents
from shared.committee.stored_attachments.tables import attachments
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat
from shared.storage.statements import insert_into
from shared.telemetry import metrics

EVERY_SECONDS = 3600.0
UNUSED = timedelta(days=1)
"""The time for which a content stays after a file of it was added last, so that no upload in progress loses it."""

_log = structlog.get_logger(__name__)


@dataclass(eq=False)
class OrphanRemoval:
    """A service task that removes unused contents every hour while the lease is held, and counts the stored ones."""

    context: ServiceContext
    lease: Lease

    async def run(self, stop: Event) -> None:
        failed = partial(_log.warning, "orphan_removal_failed")
        await self.lease.guard(partial(repeat, self.update, seconds=EVERY_SECONDS, failed=failed), stop)

    async def update(self) -> int:
        """Removes every unused content; returns how many."""
        hashes, folder = await self._unused(), self.context.contents.folder
        removed = sum([await self._remove(hash) for hash in hashes])
        if folder is not None:
            before = (self.context.now() - UNUSED).timestamp()
            unknown = await asyncio.to_thread(list, folder.hashes(older_than=before))
            removed += sum([await self._remove_file(folder, hash) for hash in unknown])
        await self._count()
        return removed

    async def _unused(self) -> list[str]:
        query = select(file_contents.c.hash).where(file_contents.c.used_at < self.context.now() - UNUSED, ~_is_used())
        async with self.context.service.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def _remove(self, hash: str) -> bool:
        """Removes a content unless it is used meanwhile: another transaction with it waits for the row until its file is gone, too."""
        old = file_contents.c.used_at < self.context.now() - UNUSED
        async with self.context.service.transaction() as connection:
            found = await connection.execute(
                delete(file_contents).where(file_contents.c.hash == hash, old, ~_is_used())
            )
            if found.rowcount and self.context.contents.folder is not None:
                await asyncio.to_thread(self.context.contents.folder.remove, hash)
        return bool(found.rowcount)

    async def _remove_file(self, folder: ContentFolder, hash: str) -> bool:
        """Removes a file whose content has no row, as a transaction that was rolled back leaves it; its row keeps uploads waiting."""
        row = {"hash": hash, "size": 0, "place": "folder", "used_at": self.context.now()}
        async with self.context.service.transaction() as connection:
            insert = insert_into(connection, file_contents).values(**row).on_conflict_do_nothing()
            if not (await connection.execute(insert)).rowcount:
                return False
            await asyncio.to_thread(folder.remove, hash)
            await connection.execute(delete(file_contents).where(file_contents.c.hash == hash))
        return True

    async def _count(self) -> None:
        size = func.coalesce(func.sum(file_contents.c.size), 0)
        async with self.context.service.reading() as connection:
            count, total = (await connection.execute(select(func.count(), size).select_from(file_contents))).one()
        metrics.stored_files.set(count)
        metrics.stored_file_bytes.set(float(total))


def _is_used() -> ColumnElement[bool]:
    """Returns the condition of contents that an attachment has, or that a transfer carries: their chunks may be published again."""
    hashes = (attachments.c.hash, sent_files.c.hash)
    return or_(*(select(hash).where(hash == file_contents.c.hash).exists() for hash in hashes))
