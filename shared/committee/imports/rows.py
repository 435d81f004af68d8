"""The rows of a roster, checked one cell at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from shared.committee.imports.sheets import Line, lines
from shared.committee.organizations.keeping import LEVELS
from shared.contracts.subjects import LONGEST_KEY, is_key
from shared.contracts.vocabulary import Level
from shared.domain.lines import line_of

T = TypeVar("T")

COLUMNS = frozenset({"code", "name", "level", "parent_code", "from", "body_from", "code_until"})
REQUIRED = frozenset({"code", "name", "level", "parent_code"})
LEVEL_WORDS: dict[str, Level] = {
    **{str(level): level for level in (*LEVELS, Level.CONFERENCE)},
    "prefecture": Level.CITY,
}


@dataclass(frozen=True, kw_only=True)
class RowError:
    """What is wrong in one cell: `row` as the file counts, `rule` in Chinese."""

    row: int
    column: str
    value: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One organization of a roster; `official`: its code is one of the official list, not one of our own making."""

    number: int
    code: str
    name: str
    level: Level
    parent_code: str
    since: date
    body_since: date | None
    code_until: date | None

    @property
    def official(self) -> bool:
        return self.code.isdigit()


def read(content: bytes, *, on: date) -> tuple[list[Row], list[RowError]]:
    """The rows that can be read, and what is wrong with the others; `on`: the day of a row that names none."""
    rows: list[Row] = []
    errors: list[RowError] = []
    seen: dict[str, int] = {}
    for line in lines(content, columns=COLUMNS, required=REQUIRED):
        cells = _Cells(line)
        row = _row(cells, on)
        first = seen.setdefault(row.code, row.number)
        if first != row.number and row.code:
            cells.wrong("code", f"与第{first}行重复")
        rows.append(row)
        errors.extend(cells.errors)
    return rows, errors


def _row(cells: "_Cells", on: date) -> Row:
    return Row(
        number=cells.line.number,
        code=cells.take("code", _code, "", needed=True),
        name=cells.take("name", line_of, "", needed=True),
        level=cells.take("level", _level, Level.TOWNSHIP, needed=True),
        parent_code=cells.take("parent_code", _code, ""),
        since=cells.take("from", date.fromisoformat, on),
        body_since=cells.take("body_from", date.fromisoformat, None),
        code_until=cells.take("code_until", date.fromisoformat, None),
    )


class _Cells:
    """The cells of a row, and what was found wrong with them."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.errors: list[RowError] = []

    def take(self, column: str, read: Callable[[str], T], default: T, *, needed: bool = False) -> T:
        text = self.line.cells.get(column, "")
        if not text:
            if needed:
                self.wrong(column, "必须填写")
            return default
        try:
            return read(text)
        except ValueError as error:
            self.wrong(column, "须为日期，如2014-03-05" if read == date.fromisoformat else str(error))
            return default

    def wrong(self, column: str, rule: str) -> None:
        value = self.line.cells.get(column, "")
        self.errors.append(RowError(row=self.line.number, column=column, value=value, rule=rule))


def _code(text: str) -> str:
    if not is_key(text):
        raise ValueError(f"须为小写字母和数字，最多{LONGEST_KEY}个；没有国家代码的单位须自编一个含字母的代码")
    return text


def _level(text: str) -> Level:
    if text not in LEVEL_WORDS:
        raise ValueError(f"须为{'、'.join(LEVEL_WORDS)}之一")
    return LEVEL_WORDS[text]
