"""Finds the table of a file to import and identifies its columns by their Chinese or English headers."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.committee.files.reader import FileTable, TableRow, unreadable
from shared.domain.comparison import name_key
from shared.domain.errors import FieldError, InvalidError

_MOST_SHOWN = 5
_LONGEST_SHOWN = 40


class FileHeader(NamedTuple):
    """The columns of a file. `titles`: the headers of each, besides its name, the displayed one first; `required`: which it must have."""

    titles: Mapping[str, tuple[str, ...]]
    required: frozenset[str]

    def title_of(self, column: str) -> str:
        """Returns the displayed header of a column."""
        return self.titles.get(column, (column,))[0]


class ImportLine(NamedTuple):
    """A row by column, with its number in the file (the header is row 1)."""

    number: int
    hidden: bool
    from_1904: bool
    cells: dict[str, str]


def lines_of(tables: list[FileTable], header: FileHeader, *, sheet: str = "") -> list[ImportLine]:
    """Returns the rows below the header; raises `unreadable-file` or `which-sheet` unless exactly one table has the header."""
    table = _chosen(tables, header, sheet)
    if table.fault:
        raise unreadable(table.fault)
    first, *rows = table.rows
    names = _names(first, header)
    return [ImportLine(row.number, row.hidden, row.from_1904, _cells(table, row, names)) for row in rows]


def _chosen(tables: list[FileTable], header: FileHeader, sheet: str) -> FileTable:
    if not tables:
        raise unreadable("文件中没有内容")
    if sheet and not tables[0].sheet:
        raise unreadable("该文件没有工作表，不能指定工作表")
    faults = {table.sheet: _fault_in(table, header) for table in tables}
    fitting = [table for table in tables if faults[table.sheet] is None]
    if len(fitting) == 1:
        return fitting[0]
    if len(tables) == 1:
        raise unreadable(faults[tables[0].sheet] or "")
    names = [table.sheet for table in fitting or tables]
    detail = (
        f"有{len(fitting)}个工作表含有名册的表头：{'、'.join(names)}；请指定导入哪一个"
        if fitting
        else f"没有一个可见的工作表含有名册的表头：{'、'.join(names)}；请指定导入哪一个，以便指出表头的问题"
    )
    unread = "".join(f"。{table.fault}" for table in tables[:_MOST_SHOWN] if table.fault and not table.rows)
    field = FieldError("sheet", sheet or None, f"须为下列之一：{'、'.join(names)}")
    raise InvalidError("which-sheet", detail + unread, fields=(field,), sheets=[table.sheet for table in tables])


def _fault_in(table: FileTable, header: FileHeader) -> str | None:
    """Returns why a table does not have the expected header, naming its sheet; None if it has."""
    if not table.rows:
        return table.fault
    fault = _header_fault(table.rows[0], header)
    return fault and _named(table, fault)


def _named(table: FileTable, fault: str) -> str:
    return f"工作表“{table.sheet}”{fault}" if table.sheet else fault


def _header_fault(first: TableRow, header: FileHeader) -> str | None:
    names, titles = _names(first, header), header.titles
    if first.number != 1:
        return "首行须为表头，不能为空"
    if missing := [titles[column][0] for column in titles if column in header.required and column not in names]:
        return f"首行缺少列：{'、'.join(missing)}"
    if unknown := [cell for cell, name in zip(first.cells, names, strict=True) if not name]:
        shown = "、".join(cell.strip()[:_LONGEST_SHOWN] or "（空）" for cell in unknown[:_MOST_SHOWN])
        return f"首行有不认识的列：{shown}；可用的列：{'、'.join(title[0] for title in titles.values())}"
    return "首行有重复的列" if len(set(names)) != len(names) else None


def _names(first: TableRow, header: FileHeader) -> list[str]:
    """Returns the column of each cell of the header; an empty string for an unknown header."""
    columns = {name_key(each): column for column, some in header.titles.items() for each in (column, *some)}
    return [columns.get(name_key(cell), "") for cell in first.cells]


def _cells(table: FileTable, row: TableRow, names: list[str]) -> dict[str, str]:
    if len(row.cells) > len(names):
        raise unreadable(_named(table, f"第{row.number}行的列数多于首行"))
    return {name: cell.strip() for name, cell in zip(names, row.cells, strict=False)}
