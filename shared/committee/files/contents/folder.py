"""Contents of files in a folder: one private file each, named by its hash, complete from the moment it has its name."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

_CHUNK = 256 * 1024


class ContentFolder:
    """The folder. Its methods block: callers run them in a thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def put(self, hash: str, chunks: Iterable[bytes]) -> None:
        """Writes the content and makes it durable before it gets its name; replaces a file of the same name."""
        target = self._file(hash)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = target.with_name(f"{hash}.{token_hex(4)}.part")
        try:
            with open(written, "xb", opener=_private) as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())
            written.replace(target)
        finally:
            written.unlink(missing_ok=True)
        make_durable(target.parent)

    def read(self, hash: str, number: int) -> bytes:
        """Returns the chunk of this number, counted from 0; empty after the last one."""
        with self._file(hash).open("rb") as file:
            file.seek(number * _CHUNK)
            return file.read(_CHUNK)

    def has(self, hash: str) -> bool:
        return self._file(hash).is_file()

    def remove(self, hash: str) -> None:
        self._file(hash).unlink(missing_ok=True)

    def hashes(self, *, older_than: float) -> Iterator[str]:
        """Yields the hashes of the files last written before this time of the file system; removes unfinished files of that age."""
        for file in self.path.glob("??/*"):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime >= older_than:
                    continue
                if file.suffix:
                    file.unlink(missing_ok=True)
                else:
                    yield file.name

    def _file(self, hash: str) -> Path:
        return self.path / hash[:2] / hash


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def make_durable(path: Path) -> None:
    """Makes the content of a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
