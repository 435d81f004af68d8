"""Rows that can be read and are probably not meant: an import needs to be told that they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shared.committee.directory.places import Places
from shared.committee.imports.rows import Row
from shared.domain.comparison import comparison_key, name_key

_STATISTICAL = 12
"""Digits of a code that statistics use; an official code has six, that of a township nine."""

_PLACEHOLDER = re.compile(r"[_?*□■〓\ufffd]|\((?:已?撤销|已?合并|已?撤并|已?删除|作废|待定|拟设|暂名)\)")
_HIDDEN, _GONE = "该行在表格中被隐藏", "该单位已不在名册内（{}起）"


@dataclass(frozen=True, kw_only=True)
class RowWarning:
    """What is doubtful in one cell: `row` as the file counts, `field` the column, `rule` in Chinese."""

    row: int
    field: str
    value: str
    rule: str


@dataclass(kw_only=True)
class Neighbours:
    """Who has which name directly below an organization, with what the file adds."""

    places: Places
    names: dict[str, dict[str, str]] = field(default_factory=dict)

    def enter(self, key: str, name: str, parent: str, day: date) -> str | None:
        """Returns the key of another organization of this name below the same parent on the day; notes the new one."""
        known = self.names.get(parent)
        if known is None:
            children = (each for each in self.places.children(parent, day) if self.places.on_roster(each, day))
            known = self.names[parent] = {name_key(self.places.name(each, day)): each for each in children}
        other = known.setdefault(name_key(name), key)
        return None if other == key else other


def doubts_in(row: Row) -> Iterator[RowWarning]:
    """Yields what is doubtful in the row itself."""
    if row.hidden:
        yield RowWarning(row=row.number, field="", value="", rule=_HIDDEN)
    if row.official and len(row.code) == _STATISTICAL:
        rule = "12位是统计用区划代码；名册使用行政区划代码（县级以上6位，乡镇9位）"
        yield RowWarning(row=row.number, field="code", value=row.code, rule=rule)
    if _PLACEHOLDER.search(comparison_key(row.name)):
        rule = "名称像是缺字、占位或注明已撤销，请核对"
        yield RowWarning(row=row.number, field="name", value=row.name, rule=rule)


def doubled(row: Row, other: str) -> RowWarning:
    """Returns the warning that an organization of the same name is known below the same parent."""
    rule = f"同一上级下已有同名单位（代码{other}）"
    return RowWarning(row=row.number, field="name", value=row.name, rule=rule)


def gone(row: Row, since: date) -> RowWarning:
    """Returns the warning that the organization has left the roster."""
    return RowWarning(row=row.number, field="code", value=row.code, rule=_GONE.format(since.isoformat()))
