"""Parses the rows of a register of handling units and checks each cell."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from shared.committee.imports.cells import Cells, Repeats
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.dates import day_of
from shared.committee.imports.values import entry_name, lines_in, word_of
from shared.committee.units.schemas import MOST_ALIASES
from shared.contracts.proposal_vocabulary import UnitClass
from shared.domain.comparison import name_key

UNIT_HEADER = FileHeader(
    titles={
        "name": ("名称", "单位名称", "承办单位", "单位"),
        "class": ("类别", "单位类别"),
        "aliases": ("别名", "简称", "别名或简称"),
        "on": ("启用日期", "启用"),
    },
    required=frozenset({"name"}),
)


@dataclass(frozen=True, kw_only=True)
class UnitRow:
    """One handling unit of a file. `unit_class`, `active_from`: None where the cell is empty."""

    line: ImportLine
    name: str
    unit_class: UnitClass | None
    aliases: tuple[str, ...]
    active_from: date | None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def unit_row(cells: Cells, *, repeats: Repeats, today: date) -> UnitRow:
    """Returns a row; a name or an alias that an earlier row has is an error, and so is a later day than `today`."""
    row = UnitRow(
        line=cells.line,
        name=cells.take("name", entry_name, "", needed=True),
        unit_class=cells.take("class", word_of(UnitClass), None),
        aliases=cells.take("aliases", _aliases, ()),
        active_from=cells.take("on", partial(_past_day, from_1904=cells.line.from_1904, today=today), None),
    )
    named = [("name", row.name)] if row.name else []
    for column, name in (*named, *(("aliases", alias) for alias in row.aliases)):
        repeats.check(cells, column, name_key(name), f"“{name}”与第{{}}行的名称或别名重复", among="names")
    return row


def _aliases(text: str) -> tuple[str, ...]:
    aliases = tuple(entry_name(each) for each in lines_in(text))
    if len(aliases) > MOST_ALIASES:
        raise ValueError(f"最多{MOST_ALIASES}个别名")
    return aliases


def _past_day(text: str, *, from_1904: bool, today: date) -> date:
    day = day_of(text, from_1904=from_1904)
    if day > today:
        raise ValueError("不能晚于今天")
    return day
