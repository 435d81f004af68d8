"""What records a visit to a service window."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.committee.texts import Line, Text
from shared.contracts.vocabulary import Level, VisitOutcome
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """`organization`: by default the account's own; `title`: its subject; `outcomes`: what it led to, at least one.

    Title and note stay in the service.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line
    note: Text = ""
    outcomes: tuple[VisitOutcome, ...]
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Record:
        """What the rules need to know of it; refuses a visit without outcome."""
        if not self.outcomes:
            raise invalid("outcomes", None, "必须填写，至少选一项")
        return Record(outcomes=self.outcomes, year=self.year, on=self.on, late_reason=self.late_reason)

    def texts(self) -> dict[str, str]:
        """What is kept beside the state."""
        return {"note": self.note}
