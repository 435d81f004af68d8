"""The base class of all matters: a year, a log, and a state that the log names."""

from datetime import date
from typing import Self

from msgspec import Struct

from shared.contracts.facts import Facts
from shared.contracts.titled import Titled
from shared.domain.command import Command
from shared.domain.log import STEPLESS, Entry, Log, day_of
from shared.domain.terms import Term


class Matter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A matter as the rules need it, without texts and names."""

    year: int
    log: Log

    @property
    def sequence(self) -> int:
        return len(self.log)

    @property
    def named_status(self) -> str:
        """Returns the state that the newest entry with a status names."""
        return next(entry.status for entry in reversed(self.log) if entry.status)

    @property
    def status(self) -> Titled:
        raise NotImplementedError

    def parts(self, _command: Command) -> tuple[str, ...]:
        """Returns the parts of the matter that a command concerns; empty: all parts share its step."""
        return ()

    def ordered(self, earlier: Entry, later: Entry) -> bool:
        """Returns whether the step recorded earlier must not have the later day: one of them is shared, or they share a part."""
        return not earlier.parts or not later.parts or not set(earlier.parts).isdisjoint(later.parts)

    def step_before(self, command: Command) -> Entry | None:
        """Returns the step that a new command must not precede: of those that it is ordered with, the one with the latest day."""
        new = Entry(command=command.name, on=command.on or date.max, parts=self.parts(command))
        steps = (entry for entry in self.log if entry.command not in STEPLESS and self.ordered(entry, new))
        return max(steps, key=lambda entry: entry.on, default=None)

    def neighbours(self, number: int) -> list[int]:
        """Returns the sequence numbers of the entries that an entry is ordered with, before and after it."""
        entry = self.log[number - 1]
        return [
            other
            for other, step in enumerate(self.log, 1)
            if step.command not in STEPLESS
            and ((other < number and self.ordered(step, entry)) or (other > number and self.ordered(entry, step)))
        ]

    def day_begun(self, number: int) -> date:
        """Returns the first day of the state that a log entry led to, which independent parts may have reached on another day."""
        return day_of(self.log, number)

    def dated_states(self) -> list[tuple[date, str]]:
        """Returns each state with its first day, in the order of the days."""
        return [(self.day_begun(number), entry.status) for number, entry in enumerate(self.log, 1) if entry.status]

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        """Returns the typed limits, each with the log entry that set it, whose day cannot be corrected to a later day than the limit."""
        return ()

    @property
    def sort(self) -> str:
        """Returns the sort of the matter on which its term depends; empty where it depends on none."""
        return ""

    def under(self, _entry: int, _term: Term | None) -> Self:
        """Returns the matter with another term of the charter for the limit that a log entry set."""
        return self

    def can(self, _command: str) -> bool:
        """Returns whether a command that the state allows has an object, such as a unit that owes a reply."""
        return True

    def facts(self) -> Facts:
        """Returns the facts for the event."""
        raise NotImplementedError
