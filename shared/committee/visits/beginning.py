"""What records a visit to a service window."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.committee.texts import Line, Text
from shared.contracts.vocabulary import Level, VisitOutcome
from shared.domain.errors import invalid
from shared.domain.visits.commands import Record

_UNTITLED = "窗口来访"
"""The title of a visit without a subject."""


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """`organization`: by default the account's own; `title`: its subject; `outcomes`: what it led to. A visit has one of the two.

    Title and note stay in the service.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line = _UNTITLED
    note: Text = ""
    outcomes: tuple[VisitOutcome, ...] = ()
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Record:
        """What the rules need to know of it; refuses a visit without subject and outcome."""
        if self.title == _UNTITLED and not self.outcomes:
            raise invalid("outcomes", None, "事由和结果至少填写一项")
        return Record(outcomes=self.outcomes, year=self.year, on=self.on, late_reason=self.late_reason)

    def texts(self) -> dict[str, str]:
        """What is kept beside the state."""
        return {"note": self.note}
