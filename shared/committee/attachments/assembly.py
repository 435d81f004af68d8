"""Makes attachments of the files whose chunks have all arrived: each is put together, compared with its hash, inspected and stored.

The file is inspected outside of any transaction. The row of the expected file is deleted in the transaction that adds the attachment, so a
file is added once, whenever the process ends.
"""

import asyncio
from asyncio import Event
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO

import structlog

from shared.committee.attachments.arrivals import reason_of
from shared.committee.context import ServiceContext
from shared.committee.file_transfers import receiving
from shared.committee.file_transfers.receiving import ReceivedFile
from shared.committee.file_transfers.sealing import open_chunk
from shared.committee.files.contents.store import FileContent
from shared.committee.messages.repository import message_versions
from shared.committee.stored_attachments import repository
from shared.committee.stored_attachments.repository import Attachment
from shared.contracts.subjects import organization_of
from shared.contracts.topics import Topic, kept_for
from shared.domain.attachments import AttachmentType, check_type, refused
from shared.domain.errors import InvalidError
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat
from shared.telemetry import metrics

BY_TRANSFER = ":inbox"
"""The account of attachments that came with a transfer or an answer."""
EVERY_SECONDS = 10.0
_KEPT = kept_for(Topic.ATTACHMENTS) or timedelta(days=90)
"""The time after which a chunk can no longer arrive."""
_STORED, _REFUSED, _LAPSED = "stored", "refused", "lapsed"
_log = structlog.get_logger(__name__)


class AttachmentAssembly:
    """A service task that handles complete files while the lease is held. `wake` notifies it of new chunks."""

    def __init__(self, context: ServiceContext, lease: Lease) -> None:
        self.context = context
        self.lease = lease
        self._woken = Event()
        for result in (_STORED, _REFUSED, _LAPSED):
            metrics.received_files.labels(result)

    def wake(self) -> None:
        """Notifies the task that chunks or dispatches have arrived."""
        self._woken.set()

    async def run(self, stop: Event) -> None:
        failed = partial(_log.warning, "attachment_assembly_failed")
        update = partial(repeat, self.update, seconds=EVERY_SECONDS, failed=failed, woken=self._woken)
        await self.lease.guard(update, stop)

    async def update(self) -> None:
        """Stores or refuses every complete file, gives up those whose chunks can no longer arrive, and deletes what nothing awaits."""
        async with self.context.service.reading() as connection:
            found = await receiving.complete(connection)
        for file in found:
            if self.context.receives_for(organization_of(file.matter)):
                await self._finish(file)
        await self._refuse_lapsed()
        await self._delete_unlisted()
        async with self.context.service.reading() as connection:
            waiting = await receiving.receiving_backlog(connection)
        metrics.receiving_files.set(waiting.files)
        age = self.context.now() - waiting.oldest if waiting.oldest else timedelta(0)
        metrics.receiving_oldest_seconds.set(age.total_seconds())
        metrics.pending_chunks.set(waiting.chunks)

    async def _finish(self, file: ReceivedFile) -> None:
        """Stores a complete file as an attachment, or refuses it with the reason."""
        with TemporaryFile() as content:
            try:
                await self._put_together(file, content)
                found = await self._inspected(file, content)
            except InvalidError as error:
                await self._refuse(file, reason_of(error, file.name), result=_REFUSED)
                return
            await self._store(file, found, await asyncio.to_thread(FileContent.of, content))

    async def _put_together(self, file: ReceivedFile, content: IO[bytes]) -> None:
        """Writes the opened chunks of a file; raises `InvalidError` when they are not the announced content."""
        for number in range(1, file.chunks + 1):
            sealed = await receiving.sealed_chunk(self.context.service, file, number)
            if not sealed:
                raise refused(file.name, "在对方系统中已缺失，请对方补充后重新报送")
            content.write(open_chunk(file.key, number, sealed))
        found = await asyncio.to_thread(FileContent.of, content)
        if (found.hash, found.size) != (file.hash, file.size):
            raise refused(file.name, "收到的内容与对方登记的不一致，请对方重新报送")

    async def _inspected(self, file: ReceivedFile, content: IO[bytes]) -> AttachmentType:
        found = await self.context.inspector.type_of(file.name, content)
        charter = self.context.charters.on(self.context.today(), organization_of(file.matter))
        check_type(file.name, found, accepted=charter.attachment_types)
        return found

    async def _store(self, file: ReceivedFile, type: AttachmentType, content: FileContent) -> None:
        now = self.context.now()
        added = Attachment(
            matter=file.matter,
            number=file.number,
            sequence=file.step,
            unit=file.unit,
            name=file.name,
            type=type,
            size=file.size,
            hash=file.hash,
            account=BY_TRANSFER,
            added_at=now,
            source=file.message if file.is_of_answer else None,
        )
        async with self.context.service.transaction() as connection:
            if not await receiving.settle(connection, file):
                return  # a newer dispatch lists its files anew
            await self.context.contents.put(connection, content, now)
            await repository.add(connection, added)
        metrics.received_files.labels(_STORED).inc()
        _log.info("attachment_received", matter=file.matter, number=file.number)

    async def _refuse(self, file: ReceivedFile, reason: str, *, result: str) -> None:
        async with self.context.service.transaction() as connection:
            if not await receiving.settle(connection, file, refused=reason):
                return
        metrics.received_files.labels(result).inc()
        _log.warning("attachment_refused", matter=file.matter, number=file.number, result=result)

    async def _refuse_lapsed(self) -> None:
        """Refuses files that were listed so long ago that Kafka has deleted their chunks."""
        before = self.context.now() - _KEPT
        async with self.context.service.reading() as connection:
            lapsed = await receiving.lapsed(connection, before)
        for file in lapsed:
            await self._refuse(file, f"“{file.name}”未到齐，也不会再到，请对方重新报送", result=_LAPSED)

    async def _delete_unlisted(self) -> None:
        """Deletes chunks of files that their message, which has arrived, does not list, and of messages that can no longer arrive."""
        before = self.context.now() - _KEPT
        async with self.context.service.reading() as connection:
            unlisted = await receiving.unlisted(connection)
            known = await message_versions(connection, {message for message, _ in unlisted})
        gone = [
            (message, version)
            for (message, version), arrived in unlisted.items()
            if arrived < before or version <= known.get(message, (0, 0))
        ]
        if gone:
            async with self.context.service.transaction() as connection:
                for message, version in gone:
                    await receiving.delete_unlisted(connection, message, version)
