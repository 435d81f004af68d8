"""The log of a matter: one entry for each event, so that `sequence` is its length.

Everything dated in a state names the entry it came with and takes the day from there: to correct a day is to change one entry.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, structs

from shared.contracts.catalogue import CATALOGUE, TYPE_OF
from shared.contracts.subjects import Subject
from shared.domain.command import Correct
from shared.domain.errors import invalid


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`command` took effect `on` this day; `status`: the state it led to, where it led to another.

    `parts`: the parts of the matter that the step belongs to, such as a unit or a signatory; none: all parts share the step.
    """

    command: str
    on: date
    status: str | None = None
    parts: tuple[str, ...] = ()


Log = tuple[Entry, ...]

STEPLESS = frozenset({Correct.name, "note"})
"""Entries that are no steps of the matter: a corrected day, and what was heard of it from elsewhere."""


def day_of(log: Log, number: int) -> date:
    """The day of an entry by its sequence number (1, 2, …)."""
    return log[number - 1].on


def last_day(log: Log) -> date | None:
    """Returns the latest day of a step: a step that all parts share comes no earlier."""
    return max((entry.on for entry in log if entry.command not in STEPLESS), default=None)


def title_of(subject: Subject, entry: Entry) -> str:
    """Returns the Chinese title of a step, for errors and choices."""
    return CATALOGUE[TYPE_OF[subject, entry.command]].title_zh


def entry_named(log: Log, step: int | str, *, apart: frozenset[int] = frozenset()) -> int:
    """The sequence number of the step that a correction means; `apart`: entries that are no steps any more."""
    for number in range(len(log), 0, -1):
        if (
            number not in apart
            and log[number - 1].command not in STEPLESS
            and step
            in (
                number,
                log[number - 1].command,
                log[number - 1].status,
            )
        ):
            return number
    steps = "、".join(str(number) for number, entry in enumerate(log, 1) if entry.command not in STEPLESS)
    raise invalid("step", step, f"没有这个步骤；可以选的步骤序号：{steps}")


def check_between(log: Log, number: int, day: date, *, neighbours: Iterable[int], subject: Subject) -> None:
    """A corrected day stays between the steps before and after it; `neighbours` are the entries it is ordered with."""
    others = list(neighbours)
    before = max((log[other - 1] for other in others if other < number), key=_on, default=None)
    after = min((log[other - 1] for other in others if other > number), key=_on, default=None)
    if before and day < before.on:
        rule = f"不能早于上一步骤“{title_of(subject, before)}”的日期（{before.on.isoformat()}）"
        raise invalid("day", day.isoformat(), rule)
    if after and day > after.on:
        rule = f"不能晚于下一步骤“{title_of(subject, after)}”的日期（{after.on.isoformat()}）"
        raise invalid("day", day.isoformat(), rule)


def _on(entry: Entry) -> date:
    return entry.on


def redated(log: Log, number: int, day: date) -> Log:
    """The log with one day changed."""
    return (*log[: number - 1], structs.replace(log[number - 1], on=day), *log[number:])
