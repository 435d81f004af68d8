"""The cells of a row of a file, each parsed by its column; errors are collected by cell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from shared.committee.imports.columns import ImportLine

T = TypeVar("T")

_NO_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "TRUE", "FALSE"})
"""Error values and logical values of a spreadsheet, which are not accepted."""


@dataclass(frozen=True, kw_only=True)
class RowError:
    """An error in one cell. `row`: as the file counts; `rule`: in Chinese."""

    row: int
    column: str
    value: str
    rule: str


class Cells:
    """The cells of a row, and the errors found in them."""

    def __init__(self, line: ImportLine) -> None:
        self.line = line
        self.errors: list[RowError] = []

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
