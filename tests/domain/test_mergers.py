"""Mergers of proposals: until when, and what becomes of the proposers."""

from datetime import timedelta

import pytest

from shared.contracts.vocabulary import Answer
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.feedback_commands import Rate
from shared.domain.proposals.review_commands import Absorb, MergeProposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.matters import TODAY

INTO = MergeProposal(into="522625-p-2026-1")
OTHER = "522625-p-2026-2"


@pytest.mark.parametrize("last", ["submit", "file", "assign", "acknowledge"])
def test_a_proposal_is_merged_before_and_after_filing(last: str) -> None:
    built = ProposalBuilder()
    built.bring_to(last)
    assert built.execute(INTO).status == "merged"


def test_a_proposal_that_a_unit_has_answered_is_not_merged() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局").replied("甲局")
    assert built.status == "in_handling"
    assert not built.proposal.can("merge")
    with pytest.raises(ConflictError, match="承办单位已答复的提案不能并案"):
        built.execute(INTO)
    assert "merge" not in TRANSITIONS.allowed(built.replied("乙局").proposal.status)


def test_the_proposers_of_a_merged_proposal_have_the_numbers_after_the_others() -> None:
    built = ProposalBuilder(signatories=2).filed().execute(Absorb(matter=OTHER, signatories=3))
    proposal = built.proposal
    assert (proposal.signatories, proposal.own_signatories) == (5, 2)
    assert [(each.matter, each.signatories) for each in proposal.absorbed] == [(OTHER, 3)]
    assert built.facts.signatories == 5


def test_every_proposer_of_a_merged_proposal_may_rate() -> None:
    built = ProposalBuilder().assigned().execute(Absorb(matter=OTHER, signatories=1)).acknowledged().replied()
    assert list(built.proposal.signatories_to_rate) == [1, 2]
    built.rated(Answer.SATISFIED, signatory=2)
    assert list(built.proposal.signatories_to_rate) == [1]
    assert built.wrong_field(Rate(process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=3))[0] == "signatory"


def test_a_proposer_does_not_rate_before_the_day_of_the_merger() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied()
    answered = built.next_day()
    joined = built.next_day()
    built.execute(Absorb(matter=OTHER, signatories=1, on=joined))
    form = Rate(process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=2, on=answered)
    assert built.wrong_field(form) == ("on", f"不能早于上一步骤“其他提案已并入”的日期（{joined}）")
    built.execute(Rate(process=Answer.SATISFIED, result=Answer.SATISFIED, signatory=1, on=answered))


def test_a_merger_lets_the_earlier_steps_of_the_target_be_typed_afterwards() -> None:
    built = ProposalBuilder().assigned()
    assigned = built.day
    built.execute(Absorb(matter=OTHER, signatories=1, on=assigned + timedelta(5)))
    built.day = assigned
    assert built.acknowledged().status == "in_handling"


def test_a_proposal_has_at_most_999_proposers_and_absorbs_another_once() -> None:
    built = ProposalBuilder(signatories=600).filed().execute(Absorb(matter=OTHER, signatories=399))
    with pytest.raises(InvalidError, match="并案后提案人共1000位，不能超过999位"):
        built.execute(Absorb(matter="522625-p-2026-3", signatories=1))
    with pytest.raises(ConflictError, match="已并入本提案"):
        built.execute(Absorb(matter=OTHER, signatories=0))


def test_a_proposal_absorbs_others_while_it_is_filed_and_open() -> None:
    for last in ("file", "assign", "acknowledge", "reply", "rate"):
        built = ProposalBuilder()
        built.bring_to(last).execute(Absorb(matter=OTHER, signatories=1))
    for built in (ProposalBuilder(), ProposalBuilder().submitted()):
        assert isinstance(built.refusal(Absorb(matter=OTHER, signatories=1, on=TODAY)), ConflictError)
    built = ProposalBuilder()
    assert isinstance(built.bring_to("close").refusal(Absorb(matter=OTHER, signatories=1)), ConflictError)


def test_a_proposal_merged_after_filing_stays_filed_and_is_no_longer_open() -> None:
    totals: dict[str, int] = {}
    for counter, _, _, amount in contributions(ProposalBuilder().assigned().execute(INTO).facts):
        totals[counter] = totals.get(counter, 0) + amount
    held = {counter for counter, amount in totals.items() if amount}
    assert {"proposals_received", "proposals_filed", "proposals_merged_after_filing"} <= held
    assert not held & {"proposals_open", "proposals_closed", "proposals_received/merged", "proposals_overdue"}
