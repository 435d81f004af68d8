"""The texts of a draft are edited until it is submitted."""

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.vocabulary import Channel, ProposerType, Theme
from shared.domain.charters.charter import Charter
from shared.domain.errors import ConflictError
from shared.domain.proposals.cosigning_commands import AcceptCosigning, Cosign
from shared.domain.proposals.draft_commands import CompletedEdit, EditProposal
from shared.domain.proposals.review_commands import Submit
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder, charter_context
from tests.support.matters import FIRST_DAY


def test_a_draft_is_edited_until_it_is_submitted() -> None:
    built = ProposalBuilder().execute(EditProposal(title="一"), EditProposal(suggestions=()))
    assert (built.status, built.state.sequence) == ("draft", 3)
    with pytest.raises(ConflictError):
        built.submitted().execute(EditProposal(content="一"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "title"),
        ({"title": " "}, "title"),
        ({"title": "一\n二"}, "title"),
        ({"title": "一" * 201}, "title"),
        ({"suggestions": ("一", " ")}, "suggestions"),
        ({"suggestions": ("一",) * 101}, "suggestions"),
        ({"content": "一" * 100_001}, "content"),
        ({"keywords": ("词",) * 11}, "keywords"),
        ({"keywords": ("长" * 21,)}, "keywords.0"),
        ({"keywords": ("一\n二",)}, "keywords.0"),
        ({"sector": "某界"}, "sector"),
        ({"theme": Theme.ECONOMIC}, "theme"),
    ],
)
def test_an_edit_has_texts_that_a_new_draft_can_have(given: dict[str, Any], field: str) -> None:
    narrow = Charter(themes=(Theme.SOCIAL,))
    assert ProposalBuilder(narrow).wrong_field(EditProposal(**given))[0] == field


def test_an_edit_changes_and_deletes_the_classification() -> None:
    built = ProposalBuilder(type=ProposerType.COLLECTIVE, sector="农业界", theme=Theme.ECOLOGICAL)
    built.execute(EditProposal(type=ProposerType.SECTOR, sector="教育"))
    assert (built.facts.type, built.facts.sector, built.facts.theme) == ("sector", "教育界", "ecological")
    built.execute(EditProposal(sector="", theme=""))
    assert (built.facts.type, built.facts.sector, built.facts.theme) == ("sector", None, None)


def test_an_edit_keeps_a_sector_and_a_theme_that_the_charter_lists_no_longer() -> None:
    built = ProposalBuilder(sector="农业界", theme=Theme.ECOLOGICAL)
    built.context = charter_context(Charter(sectors=("教育界",), themes=(Theme.SOCIAL,)))
    built.execute(EditProposal(title="一", sector="农业界", theme=Theme.ECOLOGICAL))
    assert (built.facts.sector, built.facts.theme) == ("农业界", "ecological")


def test_an_edit_makes_a_proposal_of_several_proposers_no_individual_one() -> None:
    built = ProposalBuilder(signatories=2)
    assert built.wrong_field(EditProposal(type=ProposerType.INDIVIDUAL))[0] == "type"


def test_an_edit_orders_no_other_step() -> None:
    built = ProposalBuilder().execute(EditProposal(title="一", on=FIRST_DAY + timedelta(9)))
    assert built.execute(Submit(on=FIRST_DAY + timedelta(1))).status == "under_review"


def test_an_edit_is_not_before_the_draft() -> None:
    assert ProposalBuilder().wrong_field(EditProposal(title="一", on=FIRST_DAY - timedelta(1)))[0] == "on"


def test_an_edit_changes_kind_channel_and_the_number_of_proposers_and_the_figures_follow() -> None:
    built = ProposalBuilder().execute(
        EditProposal(kind="ordinary", channel=Channel.WEBSITE, proposers=("甲", "乙", "丙")), Submit()
    )
    assert (built.state.proposal_type, built.facts.channel, built.facts.online) == ("ordinary", "website", True)
    assert (built.facts.signatories, built.facts.type) == (3, "joint")
    assert {counter for counter, *_ in contributions(built.facts)} >= {"proposals_online", "proposals_received"}


def test_a_type_follows_the_number_of_proposers_unless_another_one_is_named() -> None:
    built = ProposalBuilder().execute(EditProposal(type=ProposerType.INDIVIDUAL, proposers=("甲", "乙")))
    assert built.facts.type == "joint"
    built.execute(EditProposal(signatories=1))
    assert built.facts.type == "individual"
    built.execute(EditProposal(type=ProposerType.COLLECTIVE, proposers=("甲", "乙")))
    built.execute(CompletedEdit(named=2, proposers=("甲",)))
    assert (built.facts.type, built.facts.signatories) == ("collective", 1)
    assert built.wrong_field(EditProposal(type=ProposerType.INDIVIDUAL, signatories=2))[0] == "type"


def test_an_edit_keeps_room_for_the_members_who_are_invited_and_those_who_have_cosigned() -> None:
    built = ProposalBuilder().execute(Cosign(member="m-1"), Cosign(member="m-2"), Cosign(member="m-3"))
    built.execute(AcceptCosigning(member="m-1"), AcceptCosigning(member="m-2"))
    assert built.wrong_field(EditProposal(signatories=1))[0] == "signatories"
    assert built.wrong_field(EditProposal(signatories=999))[0] == "signatories"
    assert built.execute(EditProposal(signatories=998)).state.signatories == 998
