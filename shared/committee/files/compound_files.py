"""Reads the structure of compound files, the format of older office programs ([MS-CFB]): streams by name, without loading the file.

Every number in the file may be wrong: what leads outside of it, or in a circle, is `UnreadableError`.
"""

import struct
from collections.abc import Iterator
from mmap import mmap
from struct import unpack_from
from typing import NamedTuple

from shared.committee.files.worksheets import UnreadableError

_DAMAGED = "已损坏，请检查后重新选择"
_SECTOR_SHIFTS = (9, 12)
_HEADER_FATS = 109
_ENTRY, _MINI_SECTOR, _MINI_CUTOFF = 128, 64, 4096
_LAST = 0xFFFFFFFA
"""Sector numbers from here on mark the end of a chain, or a free sector."""
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 20_000


class DirectoryEntry(NamedTuple):
    """An entry of the directory: a stream or a storage; the others by their numbers."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class CompoundFile:
    """A compound file. `entries`: all entries of its directory, those of embedded documents too."""

    def __init__(self, content: mmap) -> None:
        self.content = content
        shift = self._numbers(30, "<H")[0]
        if shift not in _SECTOR_SHIFTS:
            raise UnreadableError(_DAMAGED)
        self.sector_bytes = 1 << shift
        self.fats = list(self._fat_sectors())
        self.entries = list(self._entries())
        if not self.entries or self.entries[0].kind != _ROOT:
            raise UnreadableError(_DAMAGED)

    def names(self) -> set[str]:
        """Returns the names of all streams and storages."""
        return {each.name for each in self.entries}

    def streams(self) -> dict[str, DirectoryEntry]:
        """Returns the streams of the document itself, by name: not those of documents that are embedded in it."""
        found, waiting, seen = dict[str, DirectoryEntry](), [self.entries[0].child], set[int]()
        while waiting:
            number = waiting.pop()
            if number == _NONE:
                continue
            if number in seen or number >= len(self.entries):
                raise UnreadableError(_DAMAGED)
            seen.add(number)
            entry = self.entries[number]
            waiting += [entry.left, entry.right]
            if entry.kind == _STREAM:
                found[entry.name] = entry
        return found

    def head(self, entry: DirectoryEntry, size: int) -> bytes:
        """Returns the first bytes of a stream, at most one small sector of them."""
        size = min(size, entry.size, _MINI_SECTOR)
        if entry.size >= _MINI_CUTOFF:
            return self._bytes(self._offset(entry.start), size)
        index, offset = divmod(entry.start * _MINI_SECTOR, self.sector_bytes)
        for number, sector in enumerate(self._chain(self.entries[0].start)):
            if number == index:
                return self._bytes(self._offset(sector) + offset, size)
        raise UnreadableError(_DAMAGED)

    def _fat_sectors(self) -> Iterator[int]:
        """Yields the sectors of the allocation table: those in the header, then those in the sectors that continue it."""
        yield from (each for each in self._numbers(76, f"<{_HEADER_FATS}I") if each < _LAST)
        following, per_sector = self._numbers(68, "<I")[0], self.sector_bytes // 4
        for _ in range(len(self.content) // self.sector_bytes):
            if following >= _LAST:
                return
            *more, following = self._numbers(self._offset(following), f"<{per_sector}I")
            yield from (each for each in more if each < _LAST)

    def _entries(self) -> Iterator[DirectoryEntry]:
        count = 0
        for sector in self._chain(self._numbers(48, "<I")[0]):
            for at in range(self._offset(sector), self._offset(sector) + self.sector_bytes, _ENTRY):
                count += 1
                if count > _MOST_ENTRIES:
                    raise UnreadableError(_DAMAGED)
                yield self._entry(at)

    def _entry(self, at: int) -> DirectoryEntry:
        (length, kind) = self._numbers(at + 64, "<HB")
        name = self._bytes(at, max(0, min(length, 64) - 2)).decode("utf-16-le", errors="replace")
        return DirectoryEntry(name, kind, *self._numbers(at + 68, "<III"), *self._numbers(at + 116, "<IQ"))

    def _chain(self, first: int) -> Iterator[int]:
        """Yields the sectors of a chain."""
        sector, per_sector = first, self.sector_bytes // 4
        for _ in range(len(self.content) // self.sector_bytes + 1):
            if sector >= _LAST:
                return
            yield sector
            table, place = divmod(sector, per_sector)
            if table >= len(self.fats):
                raise UnreadableError(_DAMAGED)
            (sector,) = self._numbers(self._offset(self.fats[table]) + 4 * place, "<I")
        raise UnreadableError(_DAMAGED)

    def _offset(self, sector: int) -> int:
        return (sector + 1) * self.sector_bytes

    def _numbers(self, at: int, layout: str) -> tuple[int, ...]:
        try:
            return unpack_from(layout, self.content, at)
        except struct.error as error:
            raise UnreadableError(_DAMAGED) from error

    def _bytes(self, at: int, size: int) -> bytes:
        found = self.content[at : at + size]
        if len(found) < size:
            raise UnreadableError(_DAMAGED)
        return found
