"""Reads uploaded files in a separate process with bounded memory and time, so that other requests are not delayed."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec

from shared.committee.files.limits import REGISTER_LIMITS, WORKER_SECONDS, TableLimits
from shared.domain.errors import InvalidError

_ROOT = Path(__file__).parents[3]
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
"""The environment of the process: it contains no secrets and no addresses of the service."""


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A row that is not empty, with its number in the file. `from_1904`: serial numbers of days count from 1904."""

    number: int
    hidden: bool
    from_1904: bool
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileTable:
    """The rows of a CSV file (`sheet` empty) or of a visible sheet.

    `fault`: why it cannot be imported; then `rows` has at most the first row.
    """

    sheet: str
    rows: tuple[TableRow, ...]
    fault: str = ""


class TableReader:
    """A reader of files, one at a time; concurrent calls wait."""

    def __init__(self, limits: TableLimits = REGISTER_LIMITS) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(1)

    async def read(self, content: bytes, *, sheet: str = "") -> list[FileTable]:
        """Returns the tables of a file; raises `InvalidError` `unreadable-file` with the fault of the file as a whole."""
        async with self._free:
            limits = self._limits
            arguments = (sheet, *map(str, (limits.rows, limits.cell, limits.text)))
            output = await worker_output(f"{__package__}.worker", arguments, content)
        return await asyncio.to_thread(_tables, output)


async def worker_output(module: str, arguments: Sequence[str], content: bytes | IO[bytes]) -> bytes:
    """Returns what a worker process writes about this content; raises `InvalidError` `unreadable-file` when it exceeds its limits."""
    given = content if isinstance(content, bytes) else None
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        stdin=PIPE if isinstance(content, bytes) else content,
        stdout=PIPE,
        stderr=PIPE,
        env=_ENVIRONMENT,
        cwd=_ROOT,
    )
    try:
        async with asyncio.timeout(WORKER_SECONDS):
            output, _ = await process.communicate(given)
    except TimeoutError:
        raise unreadable("读取文件超过时限，请分成几个较小的文件") from None
    finally:
        await _end(process)
    if process.returncode != 0:
        raise unreadable("读取文件所需的内存或时间超过限度，请删除多余的内容，或分成几个文件")
    return output


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def unreadable(detail: str) -> InvalidError:
    """Returns the error that refuses a file as a whole."""
    return InvalidError("unreadable-file", detail)


def _tables(output: bytes) -> list[FileTable]:
    found: dict[str, list[TableRow]] = {}
    faults: dict[str, str] = {}
    for line in map(msgspec.json.decode, BytesIO(output)):
        match line:
            case str():
                raise unreadable(line)
            case [sheet, fault]:
                found.setdefault(sheet, [])
                faults[sheet] = fault
            case [sheet, number, hidden, from_1904, cells]:
                row = TableRow(number=number, hidden=hidden, from_1904=from_1904, cells=tuple(cells))
                found.setdefault(sheet, []).append(row)
    return [FileTable(sheet=sheet, rows=tuple(rows), fault=faults.get(sheet, "")) for sheet, rows in found.items()]
