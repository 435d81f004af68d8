"""A table in a file, as clerks have it: CSV (also packed with gzip) in UTF-8, or a spreadsheet. Every cell is text."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from shared.domain.errors import InvalidError

LARGEST = 64 * 1024 * 1024
LONGEST_CELL = 1000


class Line(NamedTuple):
    """A row as it is counted in the file (the header is row 1), by column."""

    number: int
    cells: dict[str, str]


def lines(content: bytes, *, columns: frozenset[str], required: frozenset[str]) -> list[Line]:
    """The rows of the file below its header. `InvalidError` `unreadable-file`: what is wrong with the file as a whole."""
    rows = _spreadsheet(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    numbered = iter(enumerate(rows, start=1))
    _, header = next(numbered, (0, []))
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    _check_header(names, columns, required)
    return [Line(number, _cells(number, names, row)) for number, row in numbered if any(cell.strip() for cell in row)]


def _check_header(names: list[str], columns: frozenset[str], required: frozenset[str]) -> None:
    if missing := required.difference(names):
        raise _unreadable(f"首行缺少列：{'、'.join(sorted(missing))}")
    if unknown := [name for name in names if name not in columns]:
        shown = "、".join(name[:40] or "（空）" for name in unknown[:5])
        raise _unreadable(f"首行有不认识的列：{shown}；可用的列：{'、'.join(sorted(columns))}")
    if len(set(names)) != len(names):
        raise _unreadable("首行有重复的列")


def _cells(number: int, names: list[str], row: list[str]) -> dict[str, str]:
    if any(cell.strip() for cell in row[len(names) :]):
        raise _unreadable(f"第{number}行的列数多于首行")
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=False)}
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise _unreadable(f"第{number}行有超过{LONGEST_CELL}字的单元格")
    return cells


def _csv(content: bytes) -> Iterator[list[str]]:
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(f"第{line}行不是UTF-8编码；请另存为“CSV UTF-8”") from error
    if "\0" in text:
        raise _unreadable("不是CSV或电子表格文件")
    try:
        yield from csv.reader(StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise _unreadable(f"CSV格式有误：{error}") from error


def _unpacked(content: bytes) -> bytes:
    """A small file can unpack to anything: no further than we would read."""
    try:
        with gzip.open(BytesIO(content)) as file:
            unpacked = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable("gzip文件已损坏") from error
    if len(unpacked) > LARGEST:
        raise _unreadable(f"解压后超过{LARGEST // 1024 // 1024} MiB")
    return unpacked


def _spreadsheet(content: bytes) -> Iterator[list[str]]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise _unreadable(f"解压后超过{LARGEST // 1024 // 1024} MiB")
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (BadZipFile, CalamineError, OSError, ValueError) as error:
        raise _unreadable("电子表格文件已损坏或格式不支持") from error
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """A code that a spreadsheet made a number is a code again; a day is written as the API writes days."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unreadable(detail: str) -> InvalidError:
    return InvalidError("unreadable-file", detail)
