"""The response bodies of the worklist."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class WorklistItem:
    """A matter that waits for the account. `kind`: as in addresses, `proposals`; `command`, `step`: what it has to do next.

    `unit`: the units whose step is due, or those that handle the matter; `days_left`: until the limit, negative after it.
    """

    kind: str
    kind_title: str
    id: str
    year: int
    number: int
    title: str
    unit: str
    limit: date | None
    days_left: int | None
    overdue: bool
    command: str
    step: str


@dataclass(frozen=True, kw_only=True)
class WorklistTask:
    """The number of matters with the same next step. `address`: the page that lists them; `overdue`: whether they are overdue."""

    kind: str
    title: str
    count: int
    address: str
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """The most urgent matters that wait for an account, and how many wait for each step."""

    items: list[WorklistItem]
    tasks: list[WorklistTask]
