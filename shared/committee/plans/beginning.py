"""What begins an annual plan."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.committee.texts import Line, Text
from shared.contracts.vocabulary import Level
from shared.domain.plans.commands import Draft


@dataclass(frozen=True, kw_only=True)
class NewPlan:
    """`organization`: by default the account's own; `year`: by default that of `on`. The title stays in the service."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    organization: Line | None = None
    title: Line = "年度协商计划"
    year: int | None = None
    on: date | None = None
    late_reason: Text | None = None

    def command(self, _level: Level) -> Draft:
        """What the rules need to know of it."""
        return Draft(year=self.year, on=self.on, late_reason=self.late_reason)

    def texts(self) -> dict[str, str]:
        """What is kept beside the state: nothing."""
        return {}
