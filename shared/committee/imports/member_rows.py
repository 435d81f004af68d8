"""Parses the rows of a register of members and checks each cell."""

from dataclasses import dataclass

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, RowError
from shared.committee.imports.columns import lines_of
from shared.committee.members.repository import identity_of
from shared.domain.errors import InvalidError
from shared.domain.lines import line_of, name_in

TITLES: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "委员姓名", "委员"),
    "sector": ("界别", "所属界别"),
    "term": ("届次", "届"),
    "contact": ("联系方式", "联系电话", "电话", "手机", "手机号码"),
}
"""The Chinese headers of each column."""

REQUIRED = frozenset({"name"})


def title_of(column: str) -> str:
    """Returns the displayed header of a column."""
    return TITLES.get(column, (column,))[0]


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member of a file."""

    number: int
    hidden: bool
    name: str
    sector: str
    term: str
    contact: str

    @property
    def identity(self) -> tuple[str, str, str]:
        return identity_of(self.name, self.sector, self.term)


def read_members(tables: list[FileTable], *, sheet: str = "") -> tuple[list[MemberRow], list[RowError]]:
    """Returns all rows and the errors in their cells; the same name, sector and term twice is an error."""
    rows: list[MemberRow] = []
    errors: list[RowError] = []
    seen: dict[tuple[str, str, str], int] = {}
    for line in lines_of(tables, titles=TITLES, required=REQUIRED, sheet=sheet):
        cells = Cells(line)
        row = MemberRow(
            number=line.number,
            hidden=line.hidden,
            name=cells.take("name", _name, "", needed=True),
            sector=cells.take("sector", line_of, ""),
            term=cells.take("term", line_of, ""),
            contact=cells.take("contact", line_of, ""),
        )
        first = seen.setdefault(row.identity, row.number)
        if first != row.number and row.name:
            cells.wrong("name", f"与第{first}行重复（同届、同界别、同名）")
        rows.append(row)
        errors.extend(cells.errors)
    return rows, errors


def _name(text: str) -> str:
    """Returns the name; raises `ValueError`, in Chinese, for none."""
    try:
        return name_in("name", text)
    except InvalidError as error:
        raise ValueError(error.fields[0].rule) from error
