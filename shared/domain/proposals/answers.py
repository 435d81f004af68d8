"""What became of the answers to a proposal: look-backs at planned ones, and suggestions that were adopted or done."""

from datetime import date

from shared.contracts.dated import DatedOutcome
from shared.contracts.vocabulary import LookBackResult, Outcome, ProposalState
from shared.domain.log import day_of
from shared.domain.proposals.assignments import LookedBack
from shared.domain.proposals.feedback import Feedback
from shared.domain.proposals.review_commands import File
from shared.domain.proposals.suggestions import NumberedSuggestion
from shared.domain.proposals.vocabulary import SuggestionState


class FollowedUpMatter(Feedback, frozen=True, kw_only=True, omit_defaults=True):
    """A matter whose answers are followed; a base class of `Proposal`."""

    look_backs: tuple[LookedBack, ...] = ()
    suggestions: tuple[NumberedSuggestion, ...] = ()

    @property
    def outcome_in_force(self) -> DatedOutcome | None:
        """Returns the outcome of the newest answered round; None before the first."""
        outcomes = self.outcomes()
        return outcomes[-1] if outcomes else None

    @property
    def is_to_look_back(self) -> bool:
        """Returns whether the answer in force is planned, and no look-back has had a final result."""
        answer = self.outcome_in_force
        planned = answer is not None and answer.outcome is Outcome.PLANNED
        return planned and all(each.result is LookBackResult.STILL_PLANNED for each in self.look_backs)

    @property
    def first_answer(self) -> date | None:
        """Returns the day of the first reply of a unit, or of the answer elsewhere; None before it."""
        replied = [day_of(self.log, reply.entry) for reply in self.replies]
        return min((*replied, *(each.day for each in self.outcomes())), default=None)

    @property
    def is_answered_or_merged(self) -> bool:
        """Returns whether its suggestions can have a result: it is answered, or was merged into another proposal after its filing."""
        merged = self.named_status == ProposalState.MERGED and any(entry.command == File.name for entry in self.log)
        return merged or self.first_answer is not None

    @property
    def has_suggestions_to_follow(self) -> bool:
        """Returns whether a suggestion can be adopted or done."""
        unfinished = any(each.state is not SuggestionState.DONE for each in self.suggestions)
        return unfinished and self.is_answered_or_merged
