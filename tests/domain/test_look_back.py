"""The look-back at planned answers in the following year."""

from dataclasses import replace
from datetime import date

import pytest

from shared.contracts.dated import DatedLookBack
from shared.contracts.vocabulary import LookBackResult, Outcome
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import ConflictError
from shared.domain.proposals.follow_up_commands import LookBack
from tests.domain.proposal_builder import ProposalBuilder

NEW_YEAR, NEXT = date(2027, 1, 1), date(2028, 2, 1)


def looked_back(
    on: date = NEW_YEAR, result: LookBackResult = LookBackResult.RESOLVED, finding: str = "已建成"
) -> LookBack:
    return LookBack(on=on, result=result, finding=finding)


def closed(answer_class: str = "B", charter: Charter | None = None) -> ProposalBuilder:
    """Returns a proposal of 2026 that was answered and closed in that year, seen in 2028."""
    built = ProposalBuilder(charter or Charter(backdating_days=999)).assigned().acknowledged()
    built.replied(answer_class=answer_class).closed()
    built.context = replace(built.context, today=NEXT)
    return built


def test_a_planned_answer_is_looked_back_at_from_the_year_after_it_on() -> None:
    proposal = closed()
    assert proposal.wrong_field(looked_back(date(2026, 12, 31)))[0] == "on"
    assert proposal.execute(looked_back()).facts.look_backs == (DatedLookBack(NEW_YEAR, LookBackResult.RESOLVED),)
    assert (proposal.status, proposal.facts.year) == ("closed", 2026)
    assert proposal.facts.outcomes[-1].outcome is Outcome.PLANNED


@pytest.mark.parametrize("answer_class", ["A", "C", "D"])
def test_an_answer_that_is_not_planned_is_not_looked_back_at(answer_class: str) -> None:
    assert isinstance(closed(answer_class).refusal(looked_back()), ConflictError)
    assert not closed(answer_class).proposal.can("look_back")


def test_a_proposal_that_is_not_closed_is_not_looked_back_at() -> None:
    assert isinstance(
        ProposalBuilder().assigned().acknowledged().replied(answer_class="B").refusal(looked_back()), ConflictError
    )


def test_what_is_still_planned_is_looked_back_at_again_and_a_final_result_ends_it() -> None:
    proposal = closed().execute(looked_back(result=LookBackResult.STILL_PLANNED))
    proposal.execute(looked_back(NEXT, LookBackResult.NOT_POSSIBLE))
    assert [each.result for each in proposal.facts.look_backs] == ["still_planned", "not_possible"]
    assert isinstance(proposal.refusal(looked_back(NEXT)), ConflictError)


def test_a_look_back_has_a_finding() -> None:
    assert closed().wrong_field(looked_back(finding=" "))[0] == "finding"


def test_no_correction_moves_a_look_back_into_the_year_of_the_answer() -> None:
    proposal = closed().execute(looked_back(date(2027, 3, 1)))
    assert proposal.wrong_field(Correct(step="look_back", day=date(2026, 12, 31), reason="录错"))[0] == "day"
    assert proposal.execute(Correct(step="look_back", day=NEW_YEAR, reason="录错")).facts.look_backs[0].day == NEW_YEAR
