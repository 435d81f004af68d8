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

    def ordering_keys(self, _command: Command) -> tuple[str, ...]:
        """Returns what the command concerns, such as a unit; empty: its step is ordered with every other step."""
        return ()

    def ordered(self, earlier: Entry, later: Entry) -> bool:
        """Returns whether the step recorded earlier must not have the later day: one has no keys, or they have one in common."""
        return (
            not earlier.ordering_keys
            or not later.ordering_keys
            or not set(earlier.ordering_keys).isdisjoint(later.ordering_keys)
        )

    def step_before(self, command: Command) -> Entry | None:
        """Returns the step that a new command must not precede: of those that it is ordered with, the one with the latest day."""
        new = Entry(command=command.name, on=command.on or date.max, ordering_keys=self.ordering_keys(command))
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
        """Returns the day from which the state of a log entry holds; independent steps may have reached that state on another day."""
        return day_of(self.log, number)

    def dated_states(self) -> list[tuple[date, str]]:
        """Returns each state with its first day, in the order of the days."""
        return [(self.day_begun(number), entry.status) for number, entry in enumerate(self.log, 1) if entry.status]

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        """Returns the typed limits, each with the log entry that set it, whose day cannot be corrected to a later day than the limit."""
        return ()

    @property
    def proposal_type(self) -> str:
        """Returns the type of a proposal, on which its term depends; empty for every other matter."""
        return ""

    @property
    def countersignatures_awaited(self) -> tuple[str, ...]:
        """Returns the units without whose countersignature nobody may reply; none for matters that are not countersigned."""
        return ()

    def with_term(self, _entry: int, _term: Term | None) -> Self:
        """Returns the matter with another term of the charter for the limit that a log entry set."""
        return self

    def can(self, _command: str) -> bool:
        """Returns whether there is something that a command applies to in this state, such as a unit that owes a reply."""
        return True

    def facts(self) -> Facts:
        """Returns the facts for the event."""
        raise NotImplementedError
