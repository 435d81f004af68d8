"""A streaming check of the size of the tables in an OpenDocument spreadsheet, before the reader of values allocates them."""

from typing import IO
from xml.parsers import expat

from shared.committee.files.limits import MOST_COLUMNS
from shared.committee.files.worksheets import UnreadableError, local_name, parse

_VALUES = frozenset({"value-type", "value", "date-value", "time-value", "boolean-value", "string-value", "formula"})
"""Attributes that give a cell a value; repeated cells without one, which programs write up to the last column, are not in use."""
_CELLS = frozenset({"table-cell", "covered-table-cell"})


def check_content(content: IO[bytes], *, rows: int) -> None:
    """Raises `UnreadableError`, naming the table, when the cells in use of all tables exceed the limit of a file."""
    scan = _Scan(rows)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.StartDoctypeDeclHandler = scan.refuse
    parse(parser, content, "电子表格文件已损坏")


class _Scan:
    """The handlers of the parser. The reader of values allocates the rectangle of the cells in use of each table, even a hidden one."""

    def __init__(self, most_rows: int) -> None:
        self.most_rows = most_rows
        self.title = ""
        self.others = 0
        self.rows = self.columns = 0
        self.used_rows = self.used_columns = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        values = {local_name(name): value for name, value in attributes.items()}
        match local_name(tag):
            case "table":
                self.others += self.used_rows * self.used_columns
                self.title = values.get("name", "")
                self.rows = self.columns = self.used_rows = self.used_columns = 0
            case "table-row":
                self.columns = 0
                self.rows += _repeats(values.get("number-rows-repeated", "1"))
            case name if name in _CELLS:
                self.columns += _repeats(values.get("number-columns-repeated", "1"))
                if _VALUES & values.keys():
                    self._use()
            case "p":
                self._use()

    def end(self, tag: str) -> None:
        if local_name(tag) == "table-row":
            self.columns = 0

    def refuse(self, *_doctype: object) -> None:
        raise UnreadableError("电子表格文件含有文档类型声明，不能读取")

    def _use(self) -> None:
        """Records that the last cell has a value."""
        if not self.columns:
            return
        self.used_rows, self.used_columns = self.rows, max(self.used_columns, self.columns)
        if self.others + self.used_rows * self.used_columns > self.most_rows * MOST_COLUMNS:
            raise UnreadableError(
                f"工作表“{self.title}”有内容的部分到第{self.used_rows}行、第{self.used_columns}列，超出可读取的范围"
                f"（{self.most_rows}行、{MOST_COLUMNS}列）；请删除多余的行和列后再上传"
            )


def _repeats(number: str) -> int:
    return max(int(number), 1)
