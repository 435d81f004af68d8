"""Warnings about the rows of a roster: names and codes that are doubtful, also beside those of the organizations that are known."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shared.committee.directory.dated import since
from shared.committee.directory.tree import OrganizationTree
from shared.committee.imports.roster.rows import RosterRow
from shared.committee.imports.warnings import RowWarning, hidden_row, is_placeholder
from shared.domain.comparison import name_key

_STATISTICAL = 12
"""Digits of a statistical code; an official code has six, that of a township nine."""

_GONE = "该单位已不在名册内（{}起）"


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


def doubled(row: RosterRow, other: str) -> RowWarning:
    """Returns the warning that the same parent already has an organization of this name."""
    rule = f"同一上级下已有同名单位（代码{other}）"
    return RowWarning(row=row.number, field="name", value=row.name, rule=rule)


def gone(row: RosterRow, day: date) -> RowWarning:
    """Returns the warning that the organization has left the roster."""
    return RowWarning(row=row.number, field="code", value=row.code, rule=_GONE.format(day.isoformat()))
