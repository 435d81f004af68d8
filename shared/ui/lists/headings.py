"""The headings of a list: links that sort it by a column, first in the usual direction, then in the other one."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.ordering import NEWEST_FIRST, sortable

_DESCENDING_FIRST = frozenset({"number", "received_on", "held_on", "confirmed_on"})
"""Columns whose newest or highest values are wanted first."""

Direction = str
"""The value of `aria-sort`, empty for a column by which the list is not sorted."""


class Heading(NamedTuple):
    """A heading; `address`: of the list sorted by it, empty when it cannot be."""

    title: str
    address: str = ""
    direction: Direction = ""


def headings(kind: AnyKind, given: Mapping[str, str], size: Mapping[str, str]) -> list[Heading]:
    """Returns the headings of the list: number, title, state, and the columns of the kind. `given`: the parameters of its address."""
    columns = [("number", "编号"), ("title", "标题"), ("status", "状态"), *kind.layout.columns]
    by, sort = sortable(kind), given.get("sort", NEWEST_FIRST)
    return [
        _heading(kind, name, title, sort, {**given, **size}) if name in by else Heading(title)
        for name, title in columns
    ]


def _heading(kind: AnyKind, name: str, title: str, sort: str, given: Mapping[str, str]) -> Heading:
    is_sorted, descending = sort.removeprefix("-") == name, sort.startswith("-")
    then = not descending if is_sorted else name in _DESCENDING_FIRST
    wanted = f"-{name}" if then else name
    address = f"/{kind.name}?{urlencode({**given, 'sort': wanted})}"
    direction = ("descending" if descending else "ascending") if is_sorted else ""
    return Heading(title, address, direction)
