"""Two reviews of a proposal: the first recommends, the second decides."""

import pytest

from shared.contracts.vocabulary import Ground, ProposalState
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Command
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.pre_review_commands import PreReview
from shared.domain.proposals.review_commands import ConvertProposal, File, MergeProposal, Refuse, WithdrawProposal
from shared.domain.proposals.vocabulary import ConversionKind, ReviewRecommendation
from tests.domain.proposal_builder import ProposalBuilder, charter_context

TWICE = Charter(stages=(Stage.PRE_REVIEW,))
DECISIONS = [
    File(),
    Refuse(ground=Ground.ACADEMIC),
    MergeProposal(into="522625-p-2026-2"),
    ConvertProposal(to=ConversionKind.LETTER),
]


def recommended(recommendation: ReviewRecommendation = ReviewRecommendation.FILE, **given: object) -> PreReview:
    return PreReview(recommendation=recommendation, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("decision", DECISIONS)
def test_no_final_review_precedes_the_first(decision: Command) -> None:
    built = ProposalBuilder(TWICE).submitted()
    with pytest.raises(ConflictError, match="按章程，须先初审再复审"):
        built.execute(decision)
    assert not built.proposal.can(decision.name)
    built.execute(recommended())
    assert built.proposal.can(decision.name)
    built.execute(decision)


def test_by_default_there_is_one_review() -> None:
    built = ProposalBuilder().submitted()
    assert not built.proposal.can("pre_review")
    with pytest.raises(ConflictError, match="按章程，审查不分初审和复审"):
        built.execute(recommended())


def test_a_proposal_is_recommended_once_and_the_final_review_may_decide_otherwise() -> None:
    built = ProposalBuilder(TWICE).submitted()
    built.execute(recommended(ReviewRecommendation.REFUSE, ground=Ground.ACADEMIC))
    with pytest.raises(ConflictError, match="已初审"):
        built.execute(recommended())
    assert built.execute(File()).proposal.status == ProposalState.FILED


def test_a_recommendation_to_refuse_has_a_ground_of_the_charter_and_no_other_has_one() -> None:
    built = ProposalBuilder(TWICE).submitted()
    for ground, rule in ((None, "须填写理由"), (Ground.PARTY_DISCIPLINE, "不予立案的理由须为")):
        with pytest.raises(InvalidError, match=rule):
            built.execute(recommended(ReviewRecommendation.REFUSE, ground=ground))
    with pytest.raises(InvalidError, match="只有建议不予立案时填写理由"):
        built.execute(recommended(ground=Ground.ACADEMIC))


def test_the_charter_of_the_day_of_the_submission_decides_and_a_withdrawal_needs_no_review() -> None:
    built = ProposalBuilder(TWICE).submitted()
    built.context = charter_context()
    assert isinstance(built.refusal(File()), ConflictError)
    assert built.execute(WithdrawProposal(reason="另行提出")).proposal.status == ProposalState.WITHDRAWN


def test_a_merger_after_the_filing_needs_no_further_review() -> None:
    built = ProposalBuilder(TWICE).submitted().execute(recommended(), File())
    assert built.execute(MergeProposal(into="522625-p-2026-2")).proposal.status == ProposalState.MERGED
