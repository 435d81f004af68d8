"""The rounds of a proposal: each begins with the assignment or a re-handling, and is answered with the last reply that is due."""

from datetime import date
from typing import NamedTuple

from shared.contracts.vocabulary import ProposalState
from shared.domain.log import Log
from shared.domain.proposals.feedback_commands import Rehandle
from shared.domain.proposals.pre_review import ReviewStages


class CompletedRound(NamedTuple):
    """The number of the log entry of the reply that completed a round, and the latest day of the replies of that round."""

    entry: int
    on: date


class Rounds(ReviewStages, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose log contains rounds; a base class of `Proposal`."""

    def last_rehandling_entry(self, *, before: int | None = None) -> int:
        """Returns the number of the log entry of the last re-handling, after which replies count; 0 where there was none."""
        return max(self._leading_to(ProposalState.REHANDLING, self.log[:before]), default=0)

    @property
    def rehandlings(self) -> int:
        """Returns how many times the proposal was returned for another reply."""
        return sum(entry.command == Rehandle.name for entry in self.log)

    @property
    def rounds_answered(self) -> list[CompletedRound]:
        """Returns the answered rounds."""
        return [
            CompletedRound(number, self.day_begun(number))
            for number in self._leading_to(ProposalState.FEEDBACK_REQUESTED, self.log)
        ]

    def day_judged(self, day: date) -> date:
        """Returns the day of the replies that a form of this day judges: those of the newest round answered by then, else of the first."""
        days = [each.on for each in self.rounds_answered]
        return max((each for each in days if each <= day), default=min(days, default=date.max))

    @staticmethod
    def _leading_to(state: ProposalState, log: Log) -> list[int]:
        return [number for number, entry in enumerate(log, 1) if entry.status == state]
