"""Parses the tables of a file: CSV (also compressed with gzip) in UTF-8, or the visible sheets of a spreadsheet. Every cell is text.

This runs only in the worker process, whose limits bound the parsers.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, TextIOWrapper
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shared.committee.files.file_types import is_workbook, other_kind
from shared.committee.files.limits import MIB, MOST_MEMBERS, MOST_UNPACKED, TableLimits
from shared.committee.files.opendocument import check_content
from shared.committee.files.row_limits import FileLine, RowCount, SheetFault, sheet_within_limits, within_limits
from shared.committee.files.worksheets import (
    CellAddress,
    SheetUsage,
    UnreadableError,
    WorkbookIndex,
    usage_of,
    workbook_index,
)


def lines_of(content: bytes, sheet: str, limits: TableLimits) -> Iterator[FileLine | SheetFault]:
    """Yields the rows or the fault of every visible sheet, or of the named one; raises `UnreadableError` for a fault of the file."""
    if kind := other_kind(content):
        raise UnreadableError(kind)
    return _workbook(content, sheet, limits) if is_workbook(content) else within_limits(_csv(content), RowCount(limits))


def _csv(content: bytes) -> Iterator[FileLine]:
    content = _unpacked(content) if content.startswith(b"\x1f\x8b") else content
    reader = csv.reader(TextIOWrapper(BytesIO(content), encoding="utf-8-sig", newline=""), strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if any("\0" in cell for cell in row):
                raise UnreadableError("不是CSV或电子表格文件")
            yield FileLine("", number, hidden=False, from_1904=False, cells=_trimmed(row))
    except UnicodeDecodeError as error:
        raise UnreadableError(f"第{_wrong_line(content)}行不是UTF-8编码，请另存为“CSV UTF-8”") from error
    except csv.Error as error:
        raise UnreadableError(f"CSV格式有误（第{reader.line_num}行）：引号不成对，或单元格过长") from error


def _wrong_line(content: bytes) -> int:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1
    return 1


def _unpacked(content: bytes) -> bytes:
    """Returns the uncompressed content; unpacks only up to the limit, since a small file may expand to any size."""
    try:
        with gzip.open(BytesIO(content)) as file:
            unpacked = file.read(MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError("gzip文件已损坏") from error
    if len(unpacked) > MOST_UNPACKED:
        raise UnreadableError(f"解压后超过{MOST_UNPACKED // MIB} MiB")
    return unpacked


def _workbook(content: bytes, wanted: str, limits: TableLimits) -> Iterator[FileLine | SheetFault]:
    total = RowCount(limits, "全部可见的工作表合计")
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_archive(archive)
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as part:
                    check_content(part, rows=limits.rows)
            workbook = CalamineWorkbook.from_filelike(BytesIO(content))
            book = workbook_index(archive) if "xl/workbook.xml" in archive.namelist() else WorkbookIndex(paths={})
            for name in _visible(workbook, wanted):
                yield from sheet_within_limits(name, _sheet(archive, workbook, name, book, rows=limits.rows), total)
    except (BadZipFile, CalamineError, EOFError, KeyError, OSError, ValueError, zlib.error) as error:
        raise UnreadableError("电子表格文件已损坏或格式不支持") from error


def _check_archive(archive: ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise UnreadableError(f"解压后超过{MOST_UNPACKED // MIB} MiB，或内含文件超过{MOST_MEMBERS}个")
    if archive.testzip() is not None:  # compares the content with the sizes and checksums in the archive's directory
        raise UnreadableError("电子表格文件已损坏")


def _visible(workbook: CalamineWorkbook, wanted: str) -> list[str]:
    sheets = [
        each.name
        for each in workbook.sheets_metadata
        if each.visible is SheetVisibleEnum.Visible and each.typ is SheetTypeEnum.WorkSheet
    ]
    if wanted and wanted not in sheets:
        raise UnreadableError(f"没有可见的工作表“{wanted[:40]}”；可见的工作表：{'、'.join(sheets[:20])}")
    if not sheets:
        raise UnreadableError("没有可见的工作表")
    return [wanted] if wanted else sheets


def _sheet(
    archive: ZipFile, workbook: CalamineWorkbook, name: str, book: WorkbookIndex, *, rows: int
) -> Iterator[FileLine]:
    usage = SheetUsage()
    if path := book.paths.get(name):
        with archive.open(path) as sheet:
            usage = usage_of(sheet, name, rows=rows)
    found = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows + 1)
    for number, row in enumerate(found, start=1):
        cells = _trimmed([_text(cell) for cell in row])
        for place, shown in usage.errors.items() if usage.errors else ():
            if place.row == number:
                cells = _with(cells, place, shown)
        yield FileLine(name, number, number in usage.hidden, book.from_1904, cells)


def _with(cells: list[str], place: CellAddress, shown: str) -> list[str]:
    filled = cells + [""] * (place.column - len(cells))
    return [*filled[: place.column - 1], shown, *filled[place.column :]]


def _trimmed(cells: list[str]) -> list[str]:
    """Returns the cells without the empty ones at the end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _text(cell: object) -> str:
    """Returns the text of a cell: a whole number without decimals, since it may be a code, and a day in ISO format."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
