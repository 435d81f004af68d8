"""A streaming scan of the XML of a workbook's sheets, before the reader of values allocates them: cells in use, errors, hidden rows."""

import re
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat
from zipfile import ZipFile

from shared.committee.files.limits import MOST_COLUMNS

_CELL = re.compile(r"([A-Za-z]{1,20})([0-9]{1,20})", re.ASCII)
"""A cell address as the reader of values accepts it, with lower case and leading zeros."""
_CHUNK = 64 * 1024
_LARGEST_PART = 1024 * 1024


class UnreadableError(Exception):
    """The reason, in Chinese, why a file cannot be read."""


class CellAddress(NamedTuple):
    """Row and column, both from 1."""

    row: int
    column: int


@dataclass(kw_only=True)
class SheetUsage:
    """Facts that the reader of values does not return: cells that show an error, and hidden rows."""

    errors: dict[CellAddress, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True)
class WorkbookIndex:
    """The index of a workbook: the path in the archive of each sheet by its name, and whether days count from 1904."""

    paths: dict[str, str]
    from_1904: bool = False


def workbook_index(archive: ZipFile) -> WorkbookIndex:
    """Returns the index of a workbook."""
    targets = {
        each.get("Id", ""): each.get("Target", "") for each in _part(archive, "xl/_rels/workbook.xml.rels").iter()
    }
    listed = list(_part(archive, "xl/workbook.xml").iter())
    found = {}
    for sheet in (each for each in listed if local_name(each.tag) == "sheet"):
        relation = next((value for name, value in sheet.items() if local_name(name) == "id"), "")
        target = targets.get(relation, "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    from_1904 = any(each.get("date1904") in ("1", "true") for each in listed if local_name(each.tag) == "workbookPr")
    return WorkbookIndex(paths=found, from_1904=from_1904)


def _part(archive: ZipFile, path: str) -> Element:
    with archive.open(path) as part:
        content = part.read(_LARGEST_PART + 1)
    if len(content) > _LARGEST_PART or b"<!DOCTYPE" in content:
        raise UnreadableError("电子表格文件的目录过大或格式不支持")
    try:
        return fromstring(content)  # noqa: S314 - bounded, and without a document type
    except ParseError as error:
        raise UnreadableError("电子表格文件已损坏") from error


def local_name(tag: str) -> str:
    """Returns a name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def usage_of(sheet: IO[bytes], title: str, *, rows: int) -> SheetUsage:
    """Returns the usage of a worksheet of at most so many rows; raises `UnreadableError` with the first cell beyond the limits."""
    scan = _Scan(title, rows)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.StartDoctypeDeclHandler = scan.refuse
    parse(parser, sheet, f"工作表“{title}”已损坏")
    return scan.usage


def parse(parser: expat.XMLParserType, content: IO[bytes], damaged: str) -> None:
    """Passes a part to a parser in portions; raises `UnreadableError` with `damaged` when it is not XML."""
    try:
        while chunk := content.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - expat has no name for it
    except expat.ExpatError as error:
        raise UnreadableError(damaged) from error


class _Scan:
    """The handlers of the parser. A cell without an address follows the one before; a cell without a value is not in use."""

    def __init__(self, title: str, rows: int) -> None:
        self.title = title
        self.rows = rows
        self.usage = SheetUsage()
        self.place = CellAddress(0, 0)
        self.shows_error = False
        self.value: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local_name(tag):
            case "row":
                number = attributes.get("r", "")
                self.place = CellAddress(int(number) if number.isdecimal() else self.place.row + 1, 0)
                if attributes.get("hidden") in ("1", "true"):
                    self.usage.hidden.add(self.place.row)
            case "c":
                self.place = self._place(attributes.get("r", ""))
                self.shows_error = attributes.get("t") == "e"
            case "v" | "is":
                self._check()
                self.value = [] if self.shows_error else None

    def end(self, tag: str) -> None:
        if self.value is not None and local_name(tag) == "v":
            self.usage.errors[self.place] = "".join(self.value)[:20]
            self.value = None

    def text(self, part: str) -> None:
        if self.value is not None:
            self.value.append(part)

    def refuse(self, *_doctype: object) -> None:
        raise UnreadableError(f"工作表“{self.title}”含有文档类型声明，不能读取")

    def _place(self, address: str) -> CellAddress:
        if not address:
            return CellAddress(self.place.row, self.place.column + 1)
        found = _CELL.fullmatch(address)
        if found is None:
            raise UnreadableError(f"工作表“{self.title}”有不能识别的单元格地址")
        column = 0
        for letter in found[1].upper():
            column = column * 26 + ord(letter) - ord("A") + 1
        return CellAddress(int(found[2]), column)

    def _check(self) -> None:
        if self.place.row > self.rows or self.place.column > MOST_COLUMNS:
            raise UnreadableError(
                f"工作表“{self.title}”的单元格{_address(self.place)}有内容，超出可读取的范围"
                f"（{self.rows}行、{MOST_COLUMNS}列）；请删除多余的行和列后再上传"
            )


def _address(place: CellAddress) -> str:
    letters, column = "", place.column
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{place.row}"
