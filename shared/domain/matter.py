"""What every matter has in common: a year, a log, and a state that the log names."""

from datetime import date
from typing import Any, Self

from msgspec import Struct

from shared.contracts.titled import Titled
from shared.domain.command import Command
from shared.domain.log import STEPLESS, Entry, Log, day_of
from shared.domain.terms import Term


class Matter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A matter as the rules need it. Texts and names are not in here."""

    year: int
    log: Log

    @property
    def sequence(self) -> int:
        return len(self.log)

    @property
    def named_status(self) -> str:
        """The state, as the log names it."""
        return next(entry.status for entry in reversed(self.log) if entry.status)

    @property
    def status(self) -> Titled:
        raise NotImplementedError

    def parts(self, _command: Command) -> tuple[str, ...]:
        """Returns the parts of the matter that a command belongs to; none: all parts share its step."""
        return ()

    def ordered(self, earlier: Entry, later: Entry) -> bool:
        """Whether a step that was recorded before another must not have a later day: a shared step, or one of the same part."""
        return not earlier.parts or not later.parts or not set(earlier.parts).isdisjoint(later.parts)

    def step_before(self, command: Command) -> Entry | None:
        """Returns the step that a new command must not precede: the one with the latest day of those it is ordered with."""
        new = Entry(command=command.name, on=command.on or date.max, parts=self.parts(command))
        steps = (entry for entry in self.log if entry.command not in STEPLESS and self.ordered(entry, new))
        return max(steps, key=lambda entry: entry.on, default=None)

    def neighbours(self, number: int) -> list[int]:
        """Returns the log entries that an entry is ordered with, before and after it."""
        entry = self.log[number - 1]
        return [
            other
            for other, step in enumerate(self.log, 1)
            if step.command not in STEPLESS
            and ((other < number and self.ordered(step, entry)) or (other > number and self.ordered(entry, step)))
        ]

    def day_begun(self, number: int) -> date:
        """Returns the day from which the state holds that a log entry led to; independent parts may have reached it on another day."""
        return day_of(self.log, number)

    def dated_states(self) -> list[tuple[date, str]]:
        """Returns each state with the day from which it holds, in the order of the days."""
        return [(self.day_begun(number), entry.status) for number, entry in enumerate(self.log, 1) if entry.status]

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        """The limits that were typed, each with the log entry that set it: the step cannot be moved behind it."""
        return ()

    @property
    def sort(self) -> str:
        """Returns what the time for an answer depends on, where it does."""
        return ""

    def under(self, _entry: int, _term: Term | None) -> Self:
        """The same with the limit that a log entry has set by another term of the charter."""
        return self

    def can(self, _command: str) -> bool:
        """Whether a command that its state allows has something to be about."""
        return True

    def facts(self) -> Any:
        """What goes into the event."""
        raise NotImplementedError
