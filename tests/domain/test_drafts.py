"""The texts of a draft are edited until it is submitted."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.errors import ConflictError
from shared.domain.proposals.draft_commands import EditProposal
from shared.domain.proposals.review_commands import Submit
from tests.domain.proposal_builder import ProposalBuilder
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
    ],
)
def test_an_edit_has_texts_that_a_new_draft_can_have(given: dict[str, Any], field: str) -> None:
    assert ProposalBuilder().wrong_field(EditProposal(**given))[0] == field


def test_an_edit_orders_no_other_step() -> None:
    built = ProposalBuilder().execute(EditProposal(title="一", on=FIRST_DAY + timedelta(9)))
    assert built.execute(Submit(on=FIRST_DAY + timedelta(1))).status == "under_review"


def test_an_edit_is_not_before_the_draft() -> None:
    assert ProposalBuilder().wrong_field(EditProposal(title="一", on=FIRST_DAY - timedelta(1)))[0] == "on"
