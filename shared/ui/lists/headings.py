"""The headings of a list: links that sort it by a column, first in the usual direction, then in the other one."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.ordering import NEWEST_FIRST, sortable
from shared.ui.forms.fields import Choice

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


def sort_choices(kind: AnyKind, given: Mapping[str, str]) -> list[Choice]:
    """Returns the orders of the list for a choice in its form: a narrow screen shows cards, which have no headings."""
    named = {"number": "编号", "title": "标题", "status": "状态", **dict(kind.layout.columns)}
    usual = [f"-{name}" if name in _DESCENDING_FIRST else name for name in sortable(kind)]
    chosen = given.get("sort", NEWEST_FIRST)
    wanted = [NEWEST_FIRST, *dict.fromkeys(each for each in (*usual, chosen) if each != NEWEST_FIRST)]
    return [
        Choice(each, f"{named[each.removeprefix('-')]}{'从大到小' if each.startswith('-') else '从小到大'}")
        for each in wanted
    ]
