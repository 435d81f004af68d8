"""The cells of a row of a file, each parsed by its column; errors are collected by cell."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from shared.committee.files.reader import FileTable
from shared.committee.imports.columns import FileHeader, ImportLine, lines_of
from shared.domain.errors import LianxiError

T = TypeVar("T")
R = TypeVar("R")

_NO_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "TRUE", "FALSE"})
"""Error values and logical values of a spreadsheet, which are not accepted."""


@dataclass(frozen=True, kw_only=True)
class RowError:
    """An error in one cell. `row`: as the file counts; `rule`: in Chinese."""

    row: int
    column: str
    value: str
    rule: str


@dataclass(eq=False)
class Cells:
    """The cells of a row, and the errors found in them."""

    line: ImportLine
    errors: list[RowError] = field(default_factory=list, init=False)

    def take(self, column: str, read: Callable[[str], T], default: T, *, needed: bool = False) -> T:
        """Returns the parsed cell; records an error and returns `default` for a wrong one."""
        text = self.line.cells.get(column, "")
        if not text:
            if needed:
                self.wrong(column, "必须填写")
            return default
        if text in _NO_VALUES:
            self.wrong(column, "单元格没有可用的值（错误值或逻辑值）")
            return default
        try:
            return read(text)
        except ValueError as error:
            self.wrong(column, str(error))
            return default

    def wrong(self, column: str, rule: str) -> None:
        """Records an error of a cell."""
        value = self.line.cells.get(column, "")
        self.errors.append(RowError(row=self.line.number, column=column, value=value, rule=rule))


def refused_cells(line: ImportLine, error: LianxiError, *, column: str) -> list[RowError]:
    """Returns the errors of the cells that a rule refuses, each with the text in the file. `column`: where the rule names no field."""
    named = [(each.field, each.rule) for each in error.fields] or [(column, error.detail)]
    return [RowError(row=line.number, column=each, value=line.cells.get(each, ""), rule=rule) for each, rule in named]


class Repeats:
    """The first row with each value of a column."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, Hashable], int] = {}

    def check(self, cells: Cells, column: str, value: Hashable, rule: str, *, among: str = "") -> None:
        """Records an error of the cell when an earlier row has the same value. `rule`: in Chinese, with `{}` for the number of that row.

        `among`: the name of values that several columns share; by default those of the column.
        """
        number = cells.line.number
        first = self._first.setdefault((among or column, value), number)
        if first != number:
            cells.wrong(column, rule.format(first))


def read_rows(
    tables: list[FileTable], header: FileHeader, parse: Callable[[Cells], R], *, sheet: str = ""
) -> tuple[list[R], list[RowError]]:
    """Returns all rows and the errors in their cells; raises `InvalidError` when no table, or more than one, has the header."""
    lines = [Cells(line) for line in lines_of(tables, header, sheet=sheet)]
    return [parse(cells) for cells in lines], [error for cells in lines for error in cells.errors]
