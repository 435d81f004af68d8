"""The two reviews of a proposal, where its charter has two: the first recommends, and the second decides."""

from msgspec import Struct

from shared.contracts.vocabulary import Ground, ProposalState
from shared.domain.charters.values import Stage
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.review_commands import ConvertProposal, File, MergeProposal, Refuse
from shared.domain.proposals.vocabulary import ReviewRecommendation
from shared.domain.transfers.state import TransferableMatter

FINAL_REVIEWS = frozenset({File.name, Refuse.name, MergeProposal.name, ConvertProposal.name})
"""The commands that decide on a proposal under review."""


class FirstReview(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first review. `entry`: the number of its log entry; `ground`: of a recommendation to refuse the proposal."""

    entry: int
    recommendation: ReviewRecommendation
    ground: Ground | None = None


class ReviewStages(TransferableMatter, frozen=True, kw_only=True, omit_defaults=True):
    """A matter with the optional stages of its charter; a base class of `Proposal`."""

    stages: tuple[Stage, ...] = ()
    first_review: FirstReview | None = None

    @property
    def awaits_first_review(self) -> bool:
        """Returns whether the proposal is under review, and its charter has a first review that is missing."""
        staged = Stage.PRE_REVIEW in self.stages and self.first_review is None
        return staged and self.named_status == ProposalState.UNDER_REVIEW

    def can(self, command: str) -> bool:
        if command == PreReview.name:
            return self.awaits_first_review
        return not (command in FINAL_REVIEWS and self.awaits_first_review) and super().can(command)
