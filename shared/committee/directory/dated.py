"""Reading a dated list: what holds on a day is what was said last on or before it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

D = TypeVar("D", bound="DatedEntry")


class DatedEntry(Protocol):
    @property
    def day(self) -> date: ...

    def __getitem__(self, index: int, /) -> Any: ...


def entry_on(entries: Sequence[D], day: date) -> D | None:
    """The entry that holds on the day; None before the first."""
    return next((entry for entry in reversed(entries) if entry.day <= day), None)


def since(entries: Sequence[D], day: date) -> list[D]:
    """Returns the entries that hold on the day or on a later one."""
    first = entry_on(entries, day)
    return [entry for entry in entries if entry is first or entry.day > day]


def on(entries: Sequence[DatedEntry], day: date, default: Any = None) -> Any:
    """The value (second field) that holds on the day."""
    entry = entry_on(entries, day)
    return default if entry is None else entry[1]


def newest(entries: Sequence[DatedEntry], default: Any = None) -> Any:
    """The value that holds from the last day on."""
    return entries[-1][1] if entries else default
