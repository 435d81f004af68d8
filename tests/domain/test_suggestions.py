"""The suggestions of a proposal: numbered at the submission, and followed until they are done."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from shared.contracts.dated import FollowedSuggestion
from shared.domain.command import Correct
from shared.domain.errors import ConflictError
from shared.domain.proposals.follow_up_commands import FollowSuggestions
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Reply
from shared.domain.proposals.review_commands import CompletedAccept, CompletedSubmit, File, MergeProposal
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder, delivered_proposal
from tests.support.matters import FIRST_DAY

DAY = timedelta(1)
UNKNOWN = FollowedSuggestion()


def filed(count: int = 3) -> ProposalBuilder:
    return ProposalBuilder().execute(CompletedSubmit(suggestion_count=count), File())


def answered(count: int = 3) -> ProposalBuilder:
    """Returns a proposal with suggestions, whose unit has replied on the sixth day."""
    return filed(count).execute(Assign(sole="甲局")).acknowledged().replied()


def test_a_received_proposal_has_the_suggestions_that_its_acceptance_counts() -> None:
    built = delivered_proposal().execute(CompletedAccept(suggestion_count=2), File(), Assign(sole="甲局"))
    assert not built.state.can("follow_suggestions")
    built.execute(Acknowledge(unit="甲局"), Reply(unit="甲局", text="答复", answer_class="A"))
    built.execute(FollowSuggestions(adopted=(2,)))
    assert [str(each.state) for each in built.state.suggestions] == ["open", "adopted"]
    assert contributions(built.facts) == contributions(structs.replace(built.facts, suggestions=()))


def test_suggestions_are_adopted_by_number_and_then_done() -> None:
    proposal = answered()
    replied = proposal.proposal.log[-1].on
    proposal.execute(FollowSuggestions(adopted=(1, 3), not_adopted=(2,), on=replied + DAY))
    assert proposal.facts.suggestions == (
        FollowedSuggestion(adopted=replied + DAY),
        FollowedSuggestion(not_adopted=replied + DAY),
        FollowedSuggestion(adopted=replied + DAY),
    )
    proposal.closed().execute(FollowSuggestions(done=(3,), on=replied + 2 * DAY))
    assert [str(each.state) for each in proposal.proposal.suggestions] == ["adopted", "not_adopted", "done"]


def test_what_was_not_adopted_may_be_adopted_later_and_done_at_once() -> None:
    proposal = answered(1).execute(FollowSuggestions(not_adopted=(1,)), FollowSuggestions(adopted=(1,), done=(1,)))
    given = proposal.facts.suggestions[0]
    assert given.not_adopted < given.adopted == given.done
    assert not proposal.proposal.can("follow_suggestions")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "adopted"),
        ({"adopted": (0,)}, "adopted"),
        ({"adopted": (4,)}, "adopted"),
        ({"adopted": (2, 2)}, "adopted"),
        ({"adopted": (1,)}, "adopted"),
        ({"not_adopted": (1,)}, "not_adopted"),
        ({"adopted": (2,), "not_adopted": (2,)}, "not_adopted"),
        ({"done": (2,)}, "done"),
        ({"done": (2,), "not_adopted": (2,)}, "done"),
    ],
)
def test_a_number_is_that_of_a_suggestion_and_contradicts_nothing(given: dict[str, Any], field: str) -> None:
    proposal = answered().execute(FollowSuggestions(adopted=(1,)))
    assert proposal.wrong_field(FollowSuggestions(**given))[0] == field


def test_suggestions_have_no_result_before_an_answer() -> None:
    proposal = filed().execute(Assign(sole="甲局")).acknowledged()
    assert isinstance(proposal.refusal(FollowSuggestions(adopted=(1,))), ConflictError)
    assert not proposal.proposal.can("follow_suggestions")
    replied = proposal.replied().proposal.log[-1].on
    assert proposal.wrong_field(FollowSuggestions(adopted=(1,), on=replied - DAY))[0] == "on"
    assert proposal.proposal.can("follow_suggestions")


def test_a_proposal_that_was_submitted_without_suggestions_has_none_to_follow() -> None:
    assert isinstance(answered(0).refusal(FollowSuggestions(adopted=(1,))), ConflictError)


def test_one_separate_handler_is_enough_for_an_answer() -> None:
    proposal = filed().execute(Assign(separate=("甲局", "乙局"))).acknowledged().replied()
    assert proposal.execute(FollowSuggestions(adopted=(1,))).status == "in_handling"


def test_the_suggestions_of_a_merged_proposal_stay_with_it() -> None:
    proposal = filed().execute(MergeProposal(into="522625-p-2026-9"), FollowSuggestions(adopted=(2,)))
    assert proposal.facts.suggestions[1].adopted is not None
    unfiled = ProposalBuilder().execute(CompletedSubmit(suggestion_count=1), MergeProposal(into="522625-p-2026-9"))
    assert isinstance(unfiled.refusal(FollowSuggestions(adopted=(1,))), ConflictError)


def test_later_steps_may_be_typed_with_earlier_days_than_those_of_suggestions() -> None:
    proposal = answered()
    replied = proposal.proposal.log[-1].on
    proposal.execute(FollowSuggestions(adopted=(1,), on=replied + 9 * DAY), FollowSuggestions(adopted=(2,), on=replied))
    assert proposal.wrong_field(FollowSuggestions(done=(1,), on=replied))[0] == "on"
    proposal.closed()
    assert proposal.status == "closed"


def test_no_correction_moves_the_first_answer_after_the_result_of_a_suggestion() -> None:
    proposal = answered().execute(FollowSuggestions(adopted=(1,)))
    day = proposal.proposal.log[-1].on
    assert proposal.wrong_field(Correct(step=Reply.name, day=day + DAY, reason="录错"))[0] == "day"
    assert proposal.wrong_field(Correct(step=FollowSuggestions.name, day=FIRST_DAY, reason="录错"))[0] == "day"
    proposal.execute(Correct(step=FollowSuggestions.name, day=day + DAY, reason="录错"))
    assert proposal.facts.suggestions == (FollowedSuggestion(adopted=day + DAY), UNKNOWN, UNKNOWN)
