"""The columns of a table of items of an annual plan, and the rows in which they are read."""

from dataclasses import dataclass
from functools import partial

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, RowError, read_rows
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.dates import day_of
from shared.committee.imports.values import word_of
from shared.contracts.consultation_vocabulary import PlanClass
from shared.domain.comparison import name_key
from shared.domain.days import FIRST_DAY
from shared.domain.lines import line_of
from shared.domain.plans.commands import AddItem, TopicSource

ITEM_HEADER = FileHeader(
    titles={
        "topic": ("议题", "项目", "协商议题"),
        "class": ("类别", "协商类别"),
        "source": ("来源", "议题来源"),
        "lead_leader": ("牵头领导",),
        "department": ("责任部门", "责任单位"),
        "person": ("责任人",),
        "deadline": ("时限", "完成时限"),
    },
    required=frozenset({"topic", "class", "lead_leader", "department", "person", "deadline"}),
)


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One item of a file."""

    line: ImportLine
    command: AddItem


def read_items(tables: list[FileTable], *, sheet: str = "") -> tuple[list[ItemLine], list[RowError]]:
    """Returns all rows and the errors in their cells."""
    return read_rows(tables, ITEM_HEADER, partial(_row, repeats=Repeats()), sheet=sheet)


def _row(cells: Cells, repeats: Repeats) -> ItemLine:
    line = cells.line
    command = AddItem(
        topic=cells.take("topic", line_of, "", needed=True),
        activity=cells.take("class", word_of(PlanClass), PlanClass.SPECIAL_COMMITTEE, needed=True),
        source=cells.take("source", word_of(TopicSource), TopicSource.CONSULTED),
        lead_leader=cells.take("lead_leader", line_of, "", needed=True),
        department=cells.take("department", line_of, "", needed=True),
        person=cells.take("person", line_of, "", needed=True),
        deadline=cells.take("deadline", lambda text: day_of(text, from_1904=line.from_1904), FIRST_DAY, needed=True),
    )
    if command.topic:
        repeats.check(cells, "topic", name_key(command.topic), "与第{}行重复（同一议题）")
    return ItemLine(line=line, command=command)
