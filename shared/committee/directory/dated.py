"""Reads dated lists: the entry in effect on a day is the last one on or before it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

D = TypeVar("D", bound="DatedEntry")


class DatedEntry(Protocol):
    @property
    def day(self) -> date: ...

    def __getitem__(self, index: int, /) -> Any: ...


def entry_on(entries: Sequence[D], day: date) -> D | None:
    """Returns the entry in effect on the day; None before the first."""
    return next((entry for entry in reversed(entries) if entry.day <= day), None)


def since(entries: Sequence[D], day: date) -> list[D]:
    """Returns the entries in effect on the day or on a later one."""
    first = entry_on(entries, day)
    return [entry for entry in entries if entry is first or entry.day > day]


def on(entries: Sequence[DatedEntry], day: date, default: Any = None) -> Any:
    """Returns the value (second field) in effect on the day."""
    entry = entry_on(entries, day)
    return default if entry is None else entry[1]


def newest(entries: Sequence[DatedEntry], default: Any = None) -> Any:
    """Returns the value of the last entry."""
    return entries[-1][1] if entries else default
