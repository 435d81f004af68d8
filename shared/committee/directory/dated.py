"""Reads dated lists: the entry in effect on a day is the last one on or before it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar

from shared.contracts.dated import DatedFlag

D = TypeVar("D", bound="DatedEntry")


class DatedEntry(Protocol):
    @property
    def day(self) -> date: ...


def entry_on(entries: Sequence[D], day: date) -> D | None:
    """Returns the entry in effect on the day; None before the first."""
    return next((entry for entry in reversed(entries) if entry.day <= day), None)


def since(entries: Sequence[D], day: date) -> list[D]:
    """Returns the entries in effect on the day or on a later one."""
    first = entry_on(entries, day)
    return [entry for entry in entries if entry is first or entry.day > day]


def holds_on(flags: Sequence[DatedFlag], day: date) -> bool:
    """Returns whether the property applies on the day; before the first entry it does not."""
    flag = entry_on(flags, day)
    return flag is not None and flag.holds
