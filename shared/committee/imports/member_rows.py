"""Parses the rows of a register of members and checks each cell."""

from dataclasses import dataclass
from functools import partial

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, RowError, read_rows
from shared.committee.imports.columns import FileHeader
from shared.committee.imports.values import word_of
from shared.committee.member_tables import MemberClass
from shared.committee.members.repository import identity_of
from shared.domain.errors import InvalidError
from shared.domain.lines import line_of, name_in

MEMBER_HEADER = FileHeader(
    titles={
        "name": ("姓名", "委员姓名", "委员"),
        "class": ("类别", "委员类别"),
        "sector": ("界别", "所属界别"),
        "term": ("届次", "届"),
        "contact": ("联系方式", "联系电话", "电话", "手机", "手机号码"),
    },
    required=frozenset({"name"}),
)


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """One member of a file."""

    number: int
    hidden: bool
    name: str
    member_class: MemberClass
    sector: str
    term: str
    contact: str

    @property
    def identity(self) -> tuple[str, str, str]:
        return identity_of(self.name, self.sector, self.term)


def read_members(tables: list[FileTable], *, sheet: str = "") -> tuple[list[MemberRow], list[RowError]]:
    """Returns all rows and the errors in their cells; the same name, sector and term twice is an error."""
    return read_rows(tables, MEMBER_HEADER, partial(_row, repeats=Repeats()), sheet=sheet)


def _row(cells: Cells, repeats: Repeats) -> MemberRow:
    row = MemberRow(
        number=cells.line.number,
        hidden=cells.line.hidden,
        name=cells.take("name", _name, "", needed=True),
        member_class=cells.take("class", word_of(MemberClass), MemberClass.MEMBER),
        sector=cells.take("sector", line_of, ""),
        term=cells.take("term", line_of, ""),
        contact=cells.take("contact", line_of, ""),
    )
    if row.name:
        repeats.check(cells, "name", row.identity, "与第{}行重复（同届、同界别、同名）")
    return row


def _name(text: str) -> str:
    """Returns the name; raises `ValueError`, in Chinese, for none."""
    try:
        return name_in("name", text)
    except InvalidError as error:
        raise ValueError(error.fields[0].rule) from error
