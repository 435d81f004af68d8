"""Where and when a decision is made."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.vocabulary import Level
from shared.domain.charter import Charter


@dataclass(frozen=True, kw_only=True)
class DecisionContext:
    """The organization that decides, its level, its charter of the day that the command names, and today.

    `corrected`: the charter of the day that a correction names.
    """

    organization: str
    level: Level
    charter: Charter
    today: date
    corrected: Charter | None = None
