"""Parses the rows of a roster and checks each cell."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from shared.committee.files.reader import FileTable
from shared.committee.imports.cells import Cells, Repeats, RowError, read_rows
from shared.committee.imports.columns import FileHeader
from shared.committee.imports.dates import day_of
from shared.contracts.subjects import LONGEST_KEY, is_key
from shared.contracts.vocabulary import Level
from shared.domain.comparison import name_key
from shared.domain.lines import line_of
from shared.domain.organizations.keepers import LEVELS

ROSTER_HEADER = FileHeader(
    titles={
        "code": ("代码", "单位代码", "区划代码", "行政区划代码"),
        "name": ("名称", "单位名称", "区划名称"),
        "level": ("层级", "级别"),
        "parent_code": ("上级代码", "上级单位代码", "上级区划代码"),
        "from": ("生效日期", "列入日期", "起始日期"),
        "body_from": ("机构建立日期", "建立日期"),
        "code_until": ("代码停用日期", "停用日期"),
    },
    required=frozenset({"code", "name", "level", "parent_code"}),
)

_LEVELS: dict[str, Level] = {
    **{name_key(word): level for level in (*LEVELS, Level.CONFERENCE) for word in (str(level), level.title_zh)},
    **dict.fromkeys(("prefecture", "市", "州", "地区", "盟"), Level.CITY),
    **dict.fromkeys(("自治区", "直辖市"), Level.PROVINCE),
    **dict.fromkeys(("县", "区", "县级市", "旗"), Level.COUNTY),
    **dict.fromkeys(("乡", "镇", "乡镇", "街道"), Level.TOWNSHIP),
}


@dataclass(frozen=True, kw_only=True)
class RosterRow:
    """One organization of a roster; `official`: whether its code is from the official list, not made up for this system."""

    number: int
    hidden: bool
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


def read(tables: list[FileTable], *, on: date, sheet: str = "") -> tuple[list[RosterRow], list[RowError]]:
    """Returns all rows and the errors in their cells; `on`: the day of a row without one."""
    return read_rows(tables, ROSTER_HEADER, partial(_row, on=on, repeats=Repeats()), sheet=sheet)


def _row(cells: Cells, on: date, repeats: Repeats) -> RosterRow:
    day = partial(day_of, from_1904=cells.line.from_1904)
    row = RosterRow(
        number=cells.line.number,
        hidden=cells.line.hidden,
        code=cells.take("code", _code, "", needed=True),
        name=cells.take("name", line_of, "", needed=True),
        level=cells.take("level", _level, Level.TOWNSHIP, needed=True),
        parent_code=cells.take("parent_code", _code, ""),
        since=cells.take("from", day, on),
        body_since=cells.take("body_from", day, None),
        code_until=cells.take("code_until", day, None),
    )
    if row.code:
        repeats.check(cells, "code", row.code, "与第{}行重复")
    return row


def _code(text: str) -> str:
    code = name_key(line_of(text))
    if not is_key(code):
        raise ValueError(f"须为小写字母和数字，最多{LONGEST_KEY}个；没有国家代码的单位须自编一个含字母的代码")
    return code


def _level(text: str) -> Level:
    level = _LEVELS.get(name_key(text))
    if level is None:
        raise ValueError(f"须为{'、'.join(each.title_zh for each in (*LEVELS, Level.CONFERENCE))}之一")
    return level
