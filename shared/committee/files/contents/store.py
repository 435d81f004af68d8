"""The store of the contents of files: each content is stored once, under its SHA-256, in the database or in a folder."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, NamedTuple, Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.files.contents.folder import ContentFolder
from shared.committee.files.contents.tables import file_chunks, file_contents
from shared.storage.database import Database
from shared.storage.statements import insert_into

CHUNK = 256 * 1024
"""Bytes of a chunk in the database."""
_DATABASE, _FOLDER = "database", "folder"


class FileContent(NamedTuple):
    """A content to be stored: its SHA-256 in hexadecimal digits, its size in bytes, and the file that has it."""

    hash: str
    size: int
    file: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """Yields the content in chunks; the position of the file, which a worker process may share, does not matter."""
        descriptor, offset = self.file.fileno(), 0
        while chunk := os.pread(descriptor, CHUNK, offset):
            yield chunk
            offset += len(chunk)

    @classmethod
    def of(cls, file: IO[bytes]) -> Self:
        """Returns the content of a file; reads it to its end."""
        file.flush()
        content, digest, size = cls("", 0, file), sha256(), 0
        for chunk in content.chunks():
            digest.update(chunk)
            size += len(chunk)
        return content._replace(hash=digest.hexdigest(), size=size)


class MissingContentError(Exception):
    """A content whose bytes are not at the location in its row."""


class ContentStore:
    """The store. `folder`: where new contents are stored; None: in the database. Contents are read from where they were stored."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = None if folder is None else ContentFolder(folder)

    async def put(self, connection: AsyncConnection, content: FileContent, now: datetime) -> None:
        """Stores a content in this transaction unless it is stored already.

        The row is written first: it makes other transactions with this content wait, also the one that removes unused contents.
        """
        place = _DATABASE if self.folder is None else _FOLDER
        row = {"hash": content.hash, "size": content.size, "place": place, "used_at": now}
        insert = insert_into(connection, file_contents).values(**row)
        again = insert.on_conflict_do_update(index_elements=["hash"], set_={"used_at": now})
        stored = (await connection.execute(again.returning(file_contents.c.place))).scalar_one()
        if stored == _FOLDER:
            await self._put_file(content)
        else:
            await _put_chunks(connection, content)

    async def _put_file(self, content: FileContent) -> None:
        folder = self._required_folder(content.hash)
        if not await asyncio.to_thread(folder.has, content.hash):
            await asyncio.to_thread(folder.put, content.hash, content.chunks())

    async def read(self, database: Database, hash: str) -> AsyncIterator[bytes]:
        """Yields a content in chunks, each read by itself; raises `MissingContentError` when a part of it is missing."""
        place, left = await _stored(database, hash)
        number = 0
        while left > 0:
            chunk = await self._read(database, place, hash, number)
            if not chunk:
                raise MissingContentError(hash)
            yield chunk
            number, left = number + 1, left - len(chunk)

    async def part(self, database: Database, hash: str, first: int, count: int) -> bytes:
        """Returns up to `count` chunks from the chunk `first` on, counted from 0; raises `MissingContentError` when they are missing."""
        place, size = await _stored(database, hash)
        content = b"".join([await self._read(database, place, hash, number) for number in range(first, first + count)])
        if len(content) != min(count * CHUNK, size - first * CHUNK):
            raise MissingContentError(hash)
        return content

    async def _read(self, database: Database, place: str, hash: str, number: int) -> bytes:
        return await (self._read_file(hash, number) if place == _FOLDER else _chunk(database, hash, number))

    async def _read_file(self, hash: str, number: int) -> bytes:
        try:
            return await asyncio.to_thread(self._required_folder(hash).read, hash, number)
        except FileNotFoundError as error:
            raise MissingContentError(hash) from error

    def _required_folder(self, hash: str) -> ContentFolder:
        if self.folder is None:
            raise MissingContentError(hash)
        return self.folder


async def _put_chunks(connection: AsyncConnection, content: FileContent) -> None:
    here = select(func.count()).select_from(file_chunks).where(file_chunks.c.hash == content.hash)
    if await connection.scalar(here):
        return
    chunks = content.chunks()
    number = 0
    while chunk := await asyncio.to_thread(next, chunks, b""):
        await connection.execute(file_chunks.insert(), {"hash": content.hash, "number": number, "content": chunk})
        number += 1


async def _stored(database: Database, hash: str) -> tuple[str, int]:
    """Returns the place and the size of a content; raises `MissingContentError` when it is not stored."""
    async with database.read_one() as connection:
        query = select(file_contents.c.place, file_contents.c.size).where(file_contents.c.hash == hash)
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise MissingContentError(hash)
    return row.place, row.size


async def _chunk(database: Database, hash: str, number: int) -> bytes:
    async with database.read_one() as connection:
        query = select(file_chunks.c.content).where(file_chunks.c.hash == hash, file_chunks.c.number == number)
        found: bytes | None = await connection.scalar(query)
    return found or b""
