"""The columns of a table of grass-roots platforms, and the rows in which they are read."""

from dataclasses import dataclass

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, RowError, read_rows
from shared.committee.imports.columns import FileHeader, ImportLine
from shared.committee.imports.dates import day_of
from shared.committee.imports.values import lines_in, word_of
from shared.committee.kinds.platforms.schemas import NewPlatform
from shared.contracts.platform_vocabulary import ContactPointForm, PlatformClass
from shared.domain.lines import line_of

PLATFORM_HEADER = FileHeader(
    titles={
        "class": ("类别", "平台类别"),
        "title": ("名称", "平台名称"),
        "head": ("负责人", "站长", "组长", "召集人", "联系人"),
        "deputies": ("副职", "副站长"),
        "parent": ("上一级", "上一级平台", "所属平台"),
        "household": ("户号",),
        "townships": ("乡镇", "乡镇（街道）"),
        "special_committee": ("专门委员会", "联系的专门委员会"),
        "contact_form": ("联系点类型",),
        "address": ("地址",),
        "on": ("日期", "登记日期"),
        "late_reason": ("补录原因",),
    },
    required=frozenset({"class", "title", "head"}),
)


@dataclass(frozen=True, kw_only=True)
class PlatformLine:
    """One platform of a file."""

    line: ImportLine
    new: NewPlatform


def read_platforms(tables: list[FileTable], *, sheet: str = "") -> tuple[list[PlatformLine], list[RowError]]:
    """Returns all rows and the errors in their cells."""
    return read_rows(tables, PLATFORM_HEADER, _row, sheet=sheet)


def _row(cells: Cells) -> PlatformLine:
    line = cells.line
    new = NewPlatform(
        platform=cells.take("class", word_of(PlatformClass), PlatformClass.STATION, needed=True),
        title=cells.take("title", line_of, "", needed=True),
        head=cells.take("head", line_of, "", needed=True),
        deputies=cells.take("deputies", lines_in, ()),
        parent=cells.take("parent", line_of, "") or None,
        household=cells.take("household", line_of, ""),
        townships=cells.take("townships", lines_in, ()),
        special_committee=cells.take("special_committee", line_of, ""),
        contact_form=cells.take("contact_form", word_of(ContactPointForm), None),
        address=cells.take("address", line_of, ""),
        on=cells.take("on", lambda text: day_of(text, from_1904=line.from_1904), None),
        late_reason=cells.take("late_reason", line_of, "") or None,
    )
    return PlatformLine(line=line, new=new)
