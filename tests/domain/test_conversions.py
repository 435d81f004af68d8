"""What becomes of a proposal that is not handled as one: converted, withdrawn, refused."""

import pytest

from shared.contracts.vocabulary import Ground
from shared.domain.charters.charter import Charter
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.review_commands import CompletedConvert, ConvertProposal, Refuse, WithdrawProposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.proposals.vocabulary import ConversionKind
from tests.domain.proposal_builder import ProposalBuilder

BACK = WithdrawProposal(reason="情况已变化")


@pytest.mark.parametrize("to", ConversionKind)
@pytest.mark.parametrize("last", ["submit", "file"])
def test_a_proposal_is_converted_until_it_is_assigned(to: ConversionKind, last: str) -> None:
    built = ProposalBuilder()
    built.bring_to(last).execute(ConvertProposal(to=to))
    assert (built.status, built.proposal.converted_to) == ("converted", str(to))
    assert "convert" not in TRANSITIONS.allowed(ProposalBuilder().assigned().proposal.status)


def test_a_converted_proposal_names_the_report_that_began() -> None:
    built = ProposalBuilder().submitted().execute(CompletedConvert(to=ConversionKind.OPINION, matter="522625-o-2026-1"))
    assert built.proposal.converted_matter == "522625-o-2026-1"


@pytest.mark.parametrize("last", ["submit", "file", "assign", "acknowledge"])
def test_a_proposal_is_withdrawn_until_the_first_reply(last: str) -> None:
    built = ProposalBuilder()
    assert built.bring_to(last).execute(BACK).status == "withdrawn"


def test_a_proposal_with_a_reply_is_not_withdrawn() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局", "乙局").replied("甲局")
    assert not built.proposal.can("withdraw")
    with pytest.raises(ConflictError, match="承办单位已答复的提案不能撤回"):
        built.execute(BACK)


def test_a_withdrawal_has_a_reason() -> None:
    assert ProposalBuilder().submitted().wrong_field(WithdrawProposal(reason=" ")) == ("reason", "必须填写")


def test_a_charter_allows_ten_grounds_unless_it_names_its_own() -> None:
    assert len(Charter().grounds) == 10
    assert ProposalBuilder().submitted().execute(Refuse(ground=Ground.FORBIDDEN)).status == "not_filed"
    with pytest.raises(InvalidError, match="按章程，不予立案的理由须为"):
        ProposalBuilder().submitted().execute(Refuse(ground=Ground.PARTY_DISCIPLINE))
    narrow = Charter(grounds=(Ground.ACADEMIC,))
    with pytest.raises(InvalidError, match=r"须为：属于学术研讨$"):
        ProposalBuilder(narrow).submitted().execute(Refuse(ground=Ground.FORBIDDEN))
