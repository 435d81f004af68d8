"""A workbook with one table, written row by row into a temporary file, and a sheet that describes the table.

The rows go to the disk, so that memory does not grow with their number. Texts stay texts: nothing is read as a formula, a number or a link.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from tempfile import TemporaryDirectory, TemporaryFile
from types import TracebackType
from typing import IO, Self

from xlsxwriter import Workbook

from shared.contracts.titled import Titled
from shared.domain.characters import in_xml

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | Decimal | date | Sequence[str] | None
"""A value of a table; a sequence is written as one text, separated by 、."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_TEXT = 32_767
"""The most UTF-16 code units that a cell holds."""

_CUT = "……（全文见系统）"
_ABOUT_WIDTHS = (16, 80)


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """A column. `width`: in characters of the default font; `wrapped`: whether long texts continue on further lines."""

    title: str
    width: int = 12
    wrapped: bool = False


class TableWorkbook:
    """A workbook that is being written. Used as a context manager, it removes its temporary files."""

    def __init__(self, sheet: str, columns: Sequence[TableColumn]) -> None:
        self._folder = TemporaryDirectory(prefix="lianxi-export-")
        self._file = TemporaryFile(dir=self._folder.name)  # noqa: SIM115 - the response closes it, after it is sent
        self._book = Workbook(self._file, {**_OPTIONS, "tmpdir": self._folder.name})
        self._head = self._book.add_format({"bold": True, "bg_color": "#EFEFEF", "border": 1, "valign": "vcenter"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self._plain = self._book.add_format({"valign": "top"})
        self._wrapped = self._book.add_format({"valign": "top", "text_wrap": True})
        self._sheet = self._book.add_worksheet(sheet)
        self._columns, self._next = columns, 1
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, column.width)
            self._sheet.write_string(0, number, column.title, self._head)
        self._sheet.freeze_panes(1, 0)
        self._sheet.repeat_rows(0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._sheet.row_data_fh.close()  # the rows so far, which `Workbook.close` would copy
            self._file.close()
        self._folder.cleanup()

    @property
    def count(self) -> int:
        """Returns the number of rows that are written."""
        return self._next - 1

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Writes rows below the others."""
        for row in rows:
            for number, (cell, column) in enumerate(zip(row, self._columns, strict=True)):
                self._write(number, cell, self._wrapped if column.wrapped else self._plain)
            self._next += 1

    def _write(self, number: int, cell: Cell, form: object) -> None:
        match cell:
            case None | False | "" | () | []:
                return
            case date():
                self._sheet.write_datetime(self._next, number, cell, self._date)
            case str():
                self._sheet.write_string(self._next, number, _fitted(_text(cell)), form)
            case True:
                self._sheet.write_string(self._next, number, "是", form)
            case int() | Decimal():
                self._sheet.write_number(self._next, number, cell, form)
            case _:
                self._sheet.write_string(self._next, number, _fitted("、".join(map(_text, cell))), form)

    def finish(self, about: Iterable[tuple[str, str]]) -> IO[bytes]:
        """Completes the workbook with a sheet of titles and values; returns the file, which the caller closes."""
        if self.count:
            self._sheet.autofilter(0, 0, self.count, len(self._columns) - 1)
        sheet = self._book.add_worksheet("说明")
        for number, width in enumerate(_ABOUT_WIDTHS):
            sheet.set_column(number, number, width)
        for number, (title, value) in enumerate(about):
            sheet.write_string(number, 0, title, self._head)
            sheet.write_string(number, 1, _fitted(value), self._wrapped)
        self._book.close()
        return self._file


def _text(value: str) -> str:
    return value.title_zh if isinstance(value, Titled) else value


def _fitted(text: str) -> str:
    """Returns the text as a cell can hold it; a longer one ends with a note."""
    allowed = in_xml(text)
    if 2 * len(allowed) <= _LONGEST_TEXT or len(allowed.encode("utf-16-le")) // 2 <= _LONGEST_TEXT:
        return allowed
    room = 2 * (_LONGEST_TEXT - len(_CUT))
    return allowed.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT
