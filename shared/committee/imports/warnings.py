"""Warnings about rows that are valid but doubtful: an import requires that the user accepts them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shared.committee.directory.dated import since
from shared.committee.directory.tree import OrganizationTree
from shared.committee.imports.rows import RosterRow
from shared.domain.comparison import name_key

_STATISTICAL = 12
"""Digits of a statistical code; an official code has six, that of a township nine."""

_PLACEHOLDER = re.compile(
    r"[_?*□■〓×\ufffd]|\.{2}|-{2}|x{2}|待定|(?<![一二三四五六七八九〇])〇"  # a 〇 after a digit is a zero: 二九〇农场
    r"|\([^()]*(?:撤|并入|合并|删除|作废|注销|停用|拟设|暂名)[^()]*\)|\([原旧][^()]*\)"
    r"|(?:撤销|已撤|撤并|合并|并入.*)$"
)
"""Parts of a name's comparison key that replace characters or note that the organization has ended."""

_HIDDEN, _GONE = "该行在表格中被隐藏", "该单位已不在名册内（{}起）"


@dataclass(frozen=True, kw_only=True)
class RowWarning:
    """A doubtful cell. `row`: as the file counts; `field`: the column; `rule`: in Chinese."""

    row: int
    field: str
    value: str
    rule: str


@dataclass(kw_only=True)
class Neighbours:
    """The present and past names of the organizations directly below each parent, including those the file adds."""

    tree: OrganizationTree
    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def enter(self, key: str, name: str, parent: str, day: date) -> str | None:
        """Returns another organization of this name below the same parent on the day or later, or None; adds the new one."""
        if parent not in self.names:
            self.names[parent] = self._known(parent)
        same = self.names[parent].setdefault(name_key(name), [])
        other = next((each for each in same if each != key and self._meets(each, name_key(name), parent, day)), None)
        same.append(key)
        return other

    def _known(self, parent: str) -> dict[str, list[str]]:
        known: dict[str, list[str]] = {}
        for each in self.tree.ever_below(parent):
            for name in {name_key(entry.name) for entry in self.tree.facts(each).names}:
                known.setdefault(name, []).append(each)
        return known

    def _meets(self, key: str, name: str, parent: str, day: date) -> bool:
        facts = self.tree.facts(key)
        return (
            self.tree.ended(key, day) is None
            and any(entry.parent == parent for entry in since(facts.parents, day))
            and any(name_key(entry.name) == name for entry in since(facts.names, day))
        )


def doubts_in(row: RosterRow) -> Iterator[RowWarning]:
    """Yields the warnings about the row itself."""
    if row.hidden:
        yield hidden_row(row.number)
    if row.official and len(row.code) == _STATISTICAL:
        rule = "12位是统计用区划代码；名册使用行政区划代码（县级以上6位，乡镇9位）"
        yield RowWarning(row=row.number, field="code", value=row.code, rule=rule)
    if is_placeholder(row.name):
        rule = "名称像是缺字、占位或注明已撤销，请核对"
        yield RowWarning(row=row.number, field="name", value=row.name, rule=rule)


def hidden_row(number: int) -> RowWarning:
    """Returns the warning about a row that is hidden in its sheet."""
    return RowWarning(row=number, field="", value="", rule=_HIDDEN)


def is_placeholder(name: str) -> bool:
    """Returns whether a name seems to lack characters, or notes that the organization has ended."""
    return _PLACEHOLDER.search(name_key(name)) is not None


def doubled(row: RosterRow, other: str) -> RowWarning:
    """Returns the warning that the same parent already has an organization of this name."""
    rule = f"同一上级下已有同名单位（代码{other}）"
    return RowWarning(row=row.number, field="name", value=row.name, rule=rule)


def gone(row: RosterRow, day: date) -> RowWarning:
    """Returns the warning that the organization has left the roster."""
    return RowWarning(row=row.number, field="code", value=row.code, rule=_GONE.format(day.isoformat()))
