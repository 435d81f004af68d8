"""Rows of a table within the limits of a file; a sheet beyond them has a fault of its own, and other sheets are read."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.committee.files.limits import LONGEST_CELL, MIB, MOST_COLUMNS, MOST_ROWS, MOST_TEXT
from shared.committee.files.worksheets import UnreadableError


class FileLine(NamedTuple):
    """A row of a table. `number`: as the file counts; `sheet`: empty for a CSV; `hidden`: nobody sees it in the spreadsheet.

    `from_1904`: a number that stands for a day counts from 1904 instead of 1900.
    """

    sheet: str
    number: int
    hidden: bool
    from_1904: bool
    cells: list[str]


class SheetFault(NamedTuple):
    """Why a sheet cannot be imported, in Chinese; of its rows the first is read at most."""

    sheet: str
    detail: str


class RowCount:
    """Rows and characters that were read; `whose` names the table in refusals."""

    def __init__(self, whose: str = "") -> None:
        self._whose = whose
        self._rows = self._length = 0

    def add(self, cells: list[str]) -> None:
        """Counts a row; `UnreadableError` when it is one too many."""
        self._rows, self._length = self._rows + 1, self._length + sum(map(len, cells))
        if self._rows > MOST_ROWS:
            raise UnreadableError(f"{self._whose}超过{MOST_ROWS}行，请分成几个文件")
        if self._length > MOST_TEXT:
            raise UnreadableError(f"{self._whose}全部单元格超过{MOST_TEXT // MIB}百万字，请分成几个文件")


def within_limits(lines: Iterable[FileLine], extent: RowCount) -> Iterator[FileLine]:
    """Yields the rows that are not empty; `UnreadableError` at the first that is beyond the limits."""
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        extent.add(line.cells)
        whose = f"{_named(line.sheet)}第{line.number}行"
        if len(line.cells) > MOST_COLUMNS:
            raise UnreadableError(f"{whose}超过{MOST_COLUMNS}列")
        if any(len(cell) > LONGEST_CELL for cell in line.cells):
            raise UnreadableError(f"{whose}有超过{LONGEST_CELL}字的单元格")
        yield line


def sheet_within_limits(sheet: str, lines: Iterable[FileLine], total: RowCount) -> Iterator[FileLine | SheetFault]:
    """Yields the rows of a sheet, or its first and its fault; `UnreadableError` when all sheets together go beyond `total`."""
    found: list[FileLine] = []
    try:
        found.extend(within_limits(lines, RowCount(_named(sheet))))
    except UnreadableError as error:
        yield from found[:1]
        yield SheetFault(sheet, str(error))
        return
    for line in found:
        total.add(line.cells)
        yield line


def _named(sheet: str) -> str:
    return f"工作表“{sheet}”" if sheet else ""
