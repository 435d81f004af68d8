"""Checks rows against the limits of a file; a sheet that exceeds them becomes a fault, and the other sheets are read."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shared.committee.files.limits import MIB, MOST_COLUMNS, TableLimits
from shared.committee.files.worksheets import UnreadableError


class FileLine(NamedTuple):
    """A row of a table. `number`: as the file counts; `sheet`: empty for a CSV; `hidden`: the spreadsheet hides it.

    `from_1904`: serial numbers of days count from 1904 instead of 1900.
    """

    sheet: str
    number: int
    hidden: bool
    from_1904: bool
    cells: list[str]


class SheetFault(NamedTuple):
    """The reason, in Chinese, why a sheet cannot be imported; at most its first row is read."""

    sheet: str
    detail: str


class RowCount:
    """A counter of rows and characters; `whose` names the table in errors."""

    def __init__(self, limits: TableLimits, whose: str = "") -> None:
        self.limits = limits
        self._whose = whose
        self._rows = self._length = 0

    def add(self, cells: list[str]) -> None:
        """Counts a row; raises `UnreadableError` when a limit is exceeded."""
        self._rows, self._length = self._rows + 1, self._length + sum(map(len, cells))
        if self._rows > self.limits.rows:
            raise UnreadableError(f"{self._whose}超过{self.limits.rows}行，请分成几个文件")
        if self._length > self.limits.text:
            raise UnreadableError(f"{self._whose}全部单元格超过{self.limits.text // MIB}百万字，请分成几个文件")


def within_limits(lines: Iterable[FileLine], extent: RowCount) -> Iterator[FileLine]:
    """Yields the rows that are not empty; raises `UnreadableError` at the first row beyond the limits."""
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        extent.add(line.cells)
        whose = f"{_named(line.sheet)}第{line.number}行"
        if len(line.cells) > MOST_COLUMNS:
            raise UnreadableError(f"{whose}超过{MOST_COLUMNS}列")
        if any(len(cell) > extent.limits.cell for cell in line.cells):
            raise UnreadableError(f"{whose}有超过{extent.limits.cell}字的单元格")
        yield line


def sheet_within_limits(sheet: str, lines: Iterable[FileLine], total: RowCount) -> Iterator[FileLine | SheetFault]:
    """Yields the rows of a sheet, or its first row and its fault; raises `UnreadableError` when all sheets exceed the limits together."""
    found: list[FileLine] = []
    try:
        found.extend(within_limits(lines, RowCount(total.limits, _named(sheet))))
    except UnreadableError as error:
        yield from found[:1]
        yield SheetFault(sheet, str(error))
        return
    for line in found:
        total.add(line.cells)
        yield line


def _named(sheet: str) -> str:
    return f"工作表“{sheet}”" if sheet else ""
