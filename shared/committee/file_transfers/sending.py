"""The files of a dispatch: their rows, the events of their chunks in the outbox, and the sealed bytes that the relay adds."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.sealed_payload import SealedFile
from shared.committee.events.outbox_event import outbox_event
from shared.committee.file_contents.store import MissingContentError
from shared.committee.file_transfers.sealing import STORED_CHUNKS, seal_chunk
from shared.committee.file_transfers.tables import sent_files
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.codec import decode
from shared.contracts.envelope import Change
from shared.contracts.facts import ChunkFacts
from shared.contracts.subjects import Subject, chunk_id, organization_of
from shared.contracts.vocabulary import Role
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox

_SEND = "send_chunk"
_log = structlog.get_logger(__name__)


class FilesToSend(NamedTuple):
    """The files that a dispatch lists. `version`: of the dispatch; `sent`: its day."""

    transfer: str
    version: tuple[int, int]
    to: str
    sent: date
    files: Sequence[SealedFile]


async def publish_files(connection: AsyncConnection, new: FilesToSend, *, role: Role, now: datetime) -> None:
    """Stores the files of a dispatch and publishes the events of their chunks, in the transaction of the dispatch."""
    if not new.files:
        return
    epoch, sequence = new.version
    of_dispatch = {"transfer": new.transfer, "epoch": epoch, "sequence": sequence}
    rows = [
        {**of_dispatch, "file": number, "hash": file.sha256, "key": file.key}
        for number, file in enumerate(new.files, 1)
    ]
    await connection.execute(sent_files.insert(), rows)
    events = [
        _chunk_event(new, number, chunk, file.chunks, role=role, now=now)
        for number, file in enumerate(new.files, 1)
        for chunk in range(1, file.chunks + 1)
    ]
    await append_to_outbox(connection, events)


def _chunk_event(new: FilesToSend, file: int, chunk: int, chunks: int, *, role: Role, now: datetime) -> OutboxEvent:
    epoch, dispatch = new.version
    facts = ChunkFacts(to=new.to, transfer=new.transfer, dispatch=dispatch, file=file, chunk=chunk, chunks=chunks)
    return outbox_event(
        TYPE_OF[Subject.CHUNK, _SEND],
        chunk_id(new.transfer, dispatch, file, chunk),
        producer=organization_of(new.transfer),
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
            table.transfer == facts.transfer,
            table.epoch == event.epoch,
            table.sequence == facts.dispatch,
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
