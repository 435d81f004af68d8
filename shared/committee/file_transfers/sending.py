"""The files of a dispatch or notice: their rows, the events of their chunks in the outbox, and the sealed bytes that the relay adds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.sealed_payload import SealedFile
from shared.committee.events.outbox_event import outbox_event
from shared.committee.file_transfers.sealing import STORED_CHUNKS, seal_chunk
from shared.committee.file_transfers.tables import sent_files
from shared.committee.files.contents.store import MissingContentError
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.codec import decode
from shared.contracts.envelope import Change
from shared.contracts.subjects import Subject, chunk_id, organization_of
from shared.contracts.transfer_facts import ChunkFacts
from shared.contracts.version_bounds import Version
from shared.contracts.vocabulary import Role
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox

_SEND = "send_chunk"
_log = structlog.get_logger(__name__)


class FileToSend(NamedTuple):
    """A file that a message lists. `number`: in the message; `to`: for which organization; `attachment`: its number in the matter."""

    number: int
    to: str
    attachment: int
    file: SealedFile


class FilesToSend(NamedTuple):
    """The files that a message lists first. `message`: its subject; `version`, `sent`: its version and day."""

    message: str
    version: Version
    sent: date
    files: Sequence[FileToSend]


class SentFile(NamedTuple):
    """A file whose chunks were published with a message: the columns of its row that identify them, and its key."""

    to: str
    attachment: int
    epoch: int
    sequence: int
    file: int
    key: bytes


async def publish_files(connection: AsyncConnection, new: FilesToSend, *, role: Role, now: datetime) -> None:
    """Stores the files of a message and publishes the events of their chunks, in the transaction of the message."""
    if not new.files:
        return
    epoch, sequence = new.version
    rows = [
        {
            "message": new.message,
            "epoch": epoch,
            "sequence": sequence,
            "file": each.number,
            "to": each.to,
            "attachment": each.attachment,
            "hash": each.file.sha256,
            "key": each.file.key,
        }
        for each in new.files
    ]
    await connection.execute(sent_files.insert(), rows)
    events = [
        _chunk_event(new, each, chunk, role=role, now=now)
        for each in new.files
        for chunk in range(1, each.file.chunks + 1)
    ]
    await append_to_outbox(connection, events)


async def sent_with(connection: AsyncConnection, message: str) -> list[SentFile]:
    """Returns the files whose chunks were published with any message of this subject."""
    query = select(*(sent_files.c[name] for name in SentFile._fields)).where(sent_files.c.message == message)
    return [SentFile(*row) for row in await connection.execute(query)]


def _chunk_event(new: FilesToSend, sent: FileToSend, chunk: int, *, role: Role, now: datetime) -> OutboxEvent:
    (epoch, sequence), number = new.version, sent.number
    facts = ChunkFacts(
        to=sent.to, message=new.message, sequence=sequence, file=number, chunk=chunk, chunks=sent.file.chunks
    )
    return outbox_event(
        TYPE_OF[Subject.CHUNK, _SEND],
        chunk_id(new.message, sequence, number, chunk),
        producer=organization_of(new.message),
        version=(epoch, 1),
        facts=facts,
        change=Change(command=_SEND, on=new.sent, role=role),
        now=now,
    )


class ChunkSource:
    """The source of the sealed bytes of chunks for the relay: the store of contents, from which they are made at each publication."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    async def sealed(self, event: OutboxEvent) -> bytes:
        """Returns the sealed bytes of a chunk; none when its content is missing, so that the receiver does not wait for it."""
        received = decode(event.payload, topic=event.topic, partition=event.partition)
        if received is None or not isinstance(received.facts, ChunkFacts):
            raise TypeError(event.type)
        facts, table = received.facts, sent_files.c
        query = select(table.hash, table.key).where(
            table.message == facts.message,
            table.epoch == event.epoch,
            table.sequence == facts.sequence,
            table.file == facts.file,
        )
        async with self.context.service.read_one() as connection:
            file = (await connection.execute(query)).one()
        first = (facts.chunk - 1) * STORED_CHUNKS
        try:
            content = await self.context.contents.part(self.context.service, file.hash, first, STORED_CHUNKS)
        except MissingContentError:
            _log.warning("chunk_content_missing", event_id=event.id)
            return b""
        return seal_chunk(file.key, facts.chunk, content)
