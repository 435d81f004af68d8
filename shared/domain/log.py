"""The log of a matter: one entry for each event, so that `sequence` is its length.

Each dated value in a state refers to the log entry that set it and has the day of that entry: a correction changes one entry.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field, structs

from shared.contracts.catalogue import CATALOGUE, TYPE_OF
from shared.contracts.subjects import Subject
from shared.domain.command import Correct
from shared.domain.errors import invalid


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An entry. `command`: its name; `on`: the day it took effect; `status`: the state it led to, where the state changed.

    `ordering_keys`: what the step concerns, such as a unit or a signatory, stored as `parts`; the days of two steps are ordered if they
    have a key in common. Empty: the step is ordered with every other step.
    """

    command: str
    on: date
    status: str | None = None
    ordering_keys: tuple[str, ...] = field(default=(), name="parts")


Log = tuple[Entry, ...]

STEPLESS = frozenset({Correct.name, "note", "note_consents", "note_urging"})
"""Commands whose entries are not steps of the matter: corrections, notices and urgings of others, and what another record states."""


def day_of(log: Log, number: int) -> date:
    """Returns the day of an entry by its sequence number (1, 2, …)."""
    return log[number - 1].on


def last_day(log: Log) -> date | None:
    """Returns the latest day of a step, before which no step without ordering keys may be recorded; None if there is no step."""
    return max((entry.on for entry in log if entry.command not in STEPLESS), default=None)


def title_of(subject: Subject, entry: Entry) -> str:
    """Returns the Chinese title of a step, for error messages and choices in forms."""
    return CATALOGUE[TYPE_OF[subject, entry.command]].title_zh


def entry_named(log: Log, step: int | str, *, apart: frozenset[int] = frozenset()) -> int:
    """Returns the sequence number of the step that a correction names; `apart`: entries that are no longer steps."""
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
    """Refuses a corrected day beyond the steps before and after it; `neighbours`: the entries that its entry is ordered with."""
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
    """Returns the log with the day of one entry changed."""
    return (*log[: number - 1], structs.replace(log[number - 1], on=day), *log[number:])
