"""The organization, the charter and the day of a decision."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.vocabulary import Level
from shared.domain.calendar import STATUTORY, WorkingCalendar
from shared.domain.charter import Charter


@dataclass(frozen=True, kw_only=True)
class DecisionContext:
    """The organization that decides, its level, its charter on the day that the command names, and today.

    `corrected`: the charter on the day that a correction names; `calendar`: the working days that the service knows.
    """

    organization: str
    level: Level
    charter: Charter
    today: date
    corrected: Charter | None = None
    calendar: WorkingCalendar = STATUTORY
