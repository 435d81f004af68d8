"""The repository of the files that are sent to this service: what is expected, what has arrived of it, what was refused."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, ScalarSelect, and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.file_transfers.tables import received_chunks, received_files
from shared.contracts.subjects import Subject, is_subject
from shared.contracts.titled import Titled
from shared.contracts.transfer_facts import ChunkFacts
from shared.contracts.version_bounds import Version
from shared.storage.database import Database
from shared.storage.statements import insert_into

_file, _chunk = received_files.c, received_chunks.c
_FILE = ("message", "epoch", "sequence", "file")
"""The columns that identify a file in both tables."""


class FileStatus(Titled):
    """The status of a file that is sent here."""

    RECEIVING = "receiving", "接收中"
    REFUSED = "refused", "未接收"


class ReceivedFile(NamedTuple):
    """A file of a dispatch or notice: the columns of its row."""

    matter: str
    number: int
    message: str
    epoch: int
    sequence: int
    file: int
    step: int
    unit: str
    name: str
    size: int
    hash: str
    chunks: int
    key: bytes
    status: FileStatus
    reason: str | None
    expected_at: datetime
    awaited_until: date

    @property
    def is_of_answer(self) -> bool:
        """Returns whether the file came with the notice of an answer, and not with the transfer of the matter."""
        return is_subject(self.message, Subject.DERIVED)


class FileProgress(NamedTuple):
    """A file with the number of its chunks that have arrived."""

    file: ReceivedFile
    received: int

    @property
    def is_complete(self) -> bool:
        return self.received == self.file.chunks


class ReceivingBacklog(NamedTuple):
    """The number of files that are being received, the time when the oldest was listed, and the number of stored chunks."""

    files: int
    oldest: datetime | None
    chunks: int


def _arrived() -> ScalarSelect[int]:
    """Returns the number of chunks of a row of `received_files`."""
    same = and_(*(_chunk[name] == _file[name] for name in _FILE))
    return select(func.count()).where(same).correlate(received_files).scalar_subquery()


_progress = select(received_files, _arrived().label("received"))
_receiving = _file.status == str(FileStatus.RECEIVING)


def _is_awaited() -> ColumnElement[bool]:
    """Returns the condition of chunks whose file is still awaited."""
    same = and_(*(_chunk[name] == _file[name] for name in _FILE))
    return select(_file.file).where(same, _receiving).correlate(received_chunks).exists()


async def _found(connection: AsyncConnection, query: Executable) -> list[FileProgress]:
    """Returns the files that a query for `_progress` selects."""
    files = [FileProgress(ReceivedFile(*columns), received) for *columns, received in await connection.execute(query)]
    return [each._replace(file=each.file._replace(status=FileStatus(each.file.status))) for each in files]


async def of_matter(connection: AsyncConnection, matter: str) -> list[FileProgress]:
    """Returns the files of a matter that are no attachments yet or were refused, in the order of their numbers."""
    query = _progress.where(_file.matter == matter).order_by(_file.number)
    return await _found(connection, query)


async def complete(connection: AsyncConnection) -> list[ReceivedFile]:
    """Returns the files all of whose chunks have arrived and that were not examined yet."""
    query = _progress.where(_receiving, _arrived() == _file.chunks).order_by(_file.matter, _file.number)
    return [each.file for each in await _found(connection, query)]


async def awaited(connection: AsyncConnection, matter: str, day: date) -> int:
    """Returns the number of files of its transfer that a matter waits for on this day."""
    files = [each.file for each in await of_matter(connection, matter) if each.file.awaited_until >= day]
    return sum(each.status is FileStatus.RECEIVING and not each.is_of_answer for each in files)


async def not_received(connection: AsyncConnection, matter: str) -> str:
    """Returns a sentence about each file of its transfer that a matter misses or that was refused; empty without any."""
    files = [each.file for each in await of_matter(connection, matter) if not each.file.is_of_answer]
    return "；".join(each.reason or f"“{each.name}”未到齐" for each in files)


async def expect(connection: AsyncConnection, files: Collection[ReceivedFile]) -> None:
    """Inserts files that a message lists."""
    if files:
        rows = [{**each._asdict(), "status": str(each.status)} for each in files]
        await connection.execute(received_files.insert(), rows)


async def forget(connection: AsyncConnection, transfer: str) -> None:
    """Deletes the files of earlier dispatches of a transfer: the next one lists its files anew."""
    await connection.execute(delete(received_files).where(_file.message == transfer))


async def is_expected(connection: AsyncConnection, facts: ChunkFacts, epoch: int) -> bool:
    """Returns whether the file of a chunk is still awaited."""
    query = select(_file.chunks).where(
        _file.message == facts.message,
        _file.epoch == epoch,
        _file.sequence == facts.sequence,
        _file.file == facts.file,
        _receiving,
    )
    chunks: int | None = await connection.scalar(query)
    return chunks == facts.chunks


async def put_chunk(connection: AsyncConnection, facts: ChunkFacts, epoch: int, sealed: bytes, now: datetime) -> bool:
    """Stores a chunk; returns False when it is stored already."""
    row = {
        "message": facts.message,
        "epoch": epoch,
        "sequence": facts.sequence,
        "file": facts.file,
        "chunk": facts.chunk,
        "sealed": sealed,
        "received_at": now,
    }
    new = insert_into(connection, received_chunks).values(**row).on_conflict_do_nothing()
    return bool((await connection.execute(new)).rowcount)


async def sealed_chunk(database: Database, file: ReceivedFile, number: int) -> bytes:
    """Returns the sealed bytes of a chunk of a complete file; none when it was deleted meanwhile."""
    async with database.read_one() as connection:
        found: bytes | None = await connection.scalar(select(_chunk.sealed).where(_of(file), _chunk.chunk == number))
    return found or b""


async def settle(connection: AsyncConnection, file: ReceivedFile, *, refused: str | None = None) -> bool:
    """Ends the receiving of a file: deletes its chunks, and its row unless it was refused. Returns False when it had ended before."""
    here = and_(
        _file.matter == file.matter,
        _file.number == file.number,
        _file.epoch == file.epoch,
        _file.sequence == file.sequence,
        _receiving,
    )
    if refused is None:
        changed = await connection.execute(delete(received_files).where(here))
    else:
        values = {"status": str(FileStatus.REFUSED), "reason": refused}
        changed = await connection.execute(update(received_files).where(here).values(**values))
    if changed.rowcount:
        await _delete_chunks(connection, file)
    return bool(changed.rowcount)


async def lapsed(connection: AsyncConnection, before: datetime) -> list[ReceivedFile]:
    """Returns the files that were listed before this time and have not arrived completely."""
    query = _progress.where(_receiving, _file.expected_at < before)
    return [each.file for each in await _found(connection, query)]


async def unlisted(connection: AsyncConnection) -> dict[tuple[str, Version], datetime]:
    """Returns the messages, with their versions, that have chunks of files that are not awaited: when the newest of them arrived."""
    query = select(_chunk.message, _chunk.epoch, _chunk.sequence, func.max(_chunk.received_at)).where(~_is_awaited())
    rows = await connection.execute(query.group_by(_chunk.message, _chunk.epoch, _chunk.sequence))
    return {(message, (epoch, sequence)): arrived for message, epoch, sequence, arrived in rows}


async def delete_unlisted(connection: AsyncConnection, message: str, version: Version) -> None:
    """Deletes the chunks of files that are not awaited of a message of this version."""
    here = and_(_chunk.message == message, _chunk.epoch == version[0], _chunk.sequence == version[1])
    await connection.execute(delete(received_chunks).where(here, ~_is_awaited()))


async def receiving_backlog(connection: AsyncConnection) -> ReceivingBacklog:
    """Returns what is being received."""
    of_files = select(func.count(), func.min(_file.expected_at)).where(_receiving)
    files, oldest = (await connection.execute(of_files)).one()
    return ReceivingBacklog(
        files, oldest, await connection.scalar(select(func.count()).select_from(received_chunks)) or 0
    )


async def _delete_chunks(connection: AsyncConnection, file: ReceivedFile) -> None:
    await connection.execute(delete(received_chunks).where(_of(file)))


def _of(file: ReceivedFile) -> ColumnElement[bool]:
    """Returns the condition of the chunks of a file."""
    return and_(
        _chunk.message == file.message,
        _chunk.epoch == file.epoch,
        _chunk.sequence == file.sequence,
        _chunk.file == file.file,
    )
