"""Members are invited to co-sign a proposal until it is submitted."""

from typing import Any

import pytest

from shared.contracts.vocabulary import ProposerType
from shared.domain.command import Command
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign, DeclineCosigning
from shared.domain.proposals.feedback import MOST_SIGNATORIES
from shared.domain.proposals.review_commands import Submit, WithdrawProposal
from shared.domain.proposals.vocabulary import InvitationState
from tests.domain.proposal_builder import ProposalBuilder

MEMBERS = [f"522625-m-{number}" for number in (1, 2, 3)]


def invited(*members: str, **draft: Any) -> ProposalBuilder:
    return ProposalBuilder(**draft).execute(*(Cosign(member=member) for member in members))


def states(built: ProposalBuilder) -> list[InvitationState]:
    return [built.proposal.invitation_state(each) for each in built.proposal.invitations]


def test_who_accepts_is_a_proposer_and_the_proposal_is_joint() -> None:
    built = invited(*MEMBERS[:2]).execute(AcceptCosigning(member=MEMBERS[0]), DeclineCosigning(member=MEMBERS[1]))
    assert states(built) == [InvitationState.ACCEPTED, InvitationState.DECLINED]
    assert (built.facts.signatories, built.facts.type) == (2, ProposerType.JOINT)


def test_a_collective_proposal_remains_one_when_it_is_cosigned() -> None:
    built = invited(MEMBERS[0], type=ProposerType.COLLECTIVE).execute(AcceptCosigning())
    assert (built.facts.signatories, built.facts.type) == (2, ProposerType.COLLECTIVE)


@pytest.mark.parametrize("end", [Submit(), WithdrawProposal(reason="重复")])
def test_an_invitation_without_an_answer_lapses(end: Command) -> None:
    built = invited(MEMBERS[0]).execute(end)
    assert states(built) == [InvitationState.LAPSED]
    assert built.facts.signatories == 1
    assert isinstance(built.refusal(AcceptCosigning(member=MEMBERS[0])), ConflictError)


def test_a_member_is_invited_once_unless_it_has_declined() -> None:
    built = invited(*MEMBERS[:2]).execute(AcceptCosigning(member=MEMBERS[1]))
    assert {built.refusal(Cosign(member=member)).code for member in MEMBERS[:2]} == {"already-invited"}
    built.execute(DeclineCosigning(member=MEMBERS[0]), Cosign(member=MEMBERS[0]), AcceptCosigning(member=MEMBERS[0]))
    assert built.facts.signatories == 3


def test_an_answer_names_the_member_where_several_are_invited() -> None:
    built = invited(*MEMBERS)
    assert built.wrong_field(AcceptCosigning()) == ("member", "有3份附议邀请待答复，须写明委员")
    assert "没有待答复" in built.refusal(DeclineCosigning(member="522625-m-9")).detail
    assert "没有待答复" in invited().refusal(AcceptCosigning()).detail


def test_proposers_and_invited_members_are_at_most_999() -> None:
    built = invited(MEMBERS[0], signatories=MOST_SIGNATORIES - 1)
    refused = built.refusal(Cosign(member=MEMBERS[1]))
    assert isinstance(refused, InvalidError)
    assert "共1000位，不能超过999位" in refused.detail
    assert built.execute(AcceptCosigning()).facts.signatories == MOST_SIGNATORIES


@pytest.mark.full
def test_500_cosigners_are_proposers() -> None:
    members = [f"522625-m-{number}" for number in range(500)]
    built = invited(*members).execute(*(AcceptCosigning(member=member) for member in members), Submit())
    assert built.facts.signatories == 501


def test_a_joint_proposal_is_not_submitted_by_one_proposer() -> None:
    built = invited(MEMBERS[0], type=ProposerType.JOINT)
    assert "至少须有两位提案人" in built.refusal(Submit()).detail
    assert built.execute(AcceptCosigning(), Submit()).status == "under_review"
