"""What every matter has in common: a year, a log, and a state that the log names."""

from datetime import date
from typing import Any

from msgspec import Struct

from shared.contracts.vocabulary import Titled
from shared.domain.log import Log


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

    def limits_set(self) -> tuple[tuple[int, date], ...]:
        """The limits that steps have set, each with the log entry that set it: the step cannot be moved behind it."""
        return ()

    def can(self, _command: str) -> bool:
        """Whether a command that its state allows has something to be about."""
        return True

    def facts(self) -> Any:
        """What goes into the event."""
        raise NotImplementedError
