"""Parses the rows of a register of members and checks each cell."""

from dataclasses import dataclass

from shared.committee.imports.cells import Cells, Repeats
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.values import entry_name, word_of
from shared.committee.members.repository import identity_of
from shared.committee.registers.tables import MemberClass
from shared.domain.lines import line_of

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

    line: ImportLine
    name: str
    member_class: MemberClass
    sector: str
    term: str
    contact: str

    @property
    def identity(self) -> tuple[str, str, str]:
        return identity_of(self.name, self.sector, self.term)


def member_row(cells: Cells, *, repeats: Repeats) -> MemberRow:
    """Returns a row; the same name, sector and term twice is an error."""
    row = MemberRow(
        line=cells.line,
        name=cells.take("name", entry_name, "", needed=True),
        member_class=cells.take("class", word_of(MemberClass), MemberClass.MEMBER),
        sector=cells.take("sector", line_of, ""),
        term=cells.take("term", line_of, ""),
        contact=cells.take("contact", line_of, ""),
    )
    if row.name:
        repeats.check(cells, "name", row.identity, "与第{}行重复（同届、同界别、同名）")
    return row
