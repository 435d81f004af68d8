"""Figures of the feedback on proposals, from their commands to the figures."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shared.contracts.vocabulary import Answer
from shared.domain.charters.charter import Charter
from shared.domain.charters.charters import Charters
from shared.domain.proposals.feedback_commands import Appraise
from shared.measures.contributions import contributions
from shared.measures.figures import Figure
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.figures import figures
from tests.support.matters import FIRST_DAY

FIVE = Charter(answers=tuple(Answer))


def answered(charter: Charter | None = None) -> ProposalBuilder:
    return ProposalBuilder(charter).assigned().acknowledged().replied()


def figure(name: str, proposals: list[ProposalBuilder]) -> Figure:
    totals: Counter[str] = Counter()
    for each in proposals:
        for counter, _, _, amount in contributions(each.proposal.facts()):
            totals[counter] += amount
    every = figures(lambda counter: totals[counter], counters=totals)
    return next(each for each in every if each.measure == name)


@pytest.mark.parametrize("about", ["process", "result"])
def test_a_proposal_that_satisfies_after_re_handling_is_one_proposal_and_two_forms(about: str) -> None:
    proposals = [answered().rated(Answer.SATISFIED).closed() for _ in range(5)]
    again = answered().rated(Answer.DISSATISFIED, process=Answer.DISSATISFIED).rehandled().replied()
    proposals.append(again.rated(Answer.MOSTLY_SATISFIED).closed())
    by_proposals = figure(f"satisfaction_{about}", proposals)
    by_forms = figure(f"satisfaction_{about}_forms", proposals)
    assert (by_proposals.numerator, by_proposals.denominator, str(by_proposals.value)) == (6, 6, "100.00")
    assert (by_forms.numerator, by_forms.denominator, str(by_forms.value)) == (6, 7, "85.71")
    assert by_forms.residual == 0


def test_the_first_outcomes_stand_beside_the_dissatisfaction_that_changed_one() -> None:
    again = answered().rated(Answer.DISSATISFIED).rehandled().replied(answer_class="A").closed()
    first = ProposalBuilder().assigned().acknowledged().replied(answer_class="D").rated(Answer.DISSATISFIED)
    parts = {part.part: part.value for part in figure("proposals_outcome_first", [again, first]).parts}
    assert (parts["resolved"], parts["for_reference"]) == (1, 1)
    assert figure("proposals_outcome_first", [again, first]).residual == 0
    assert figure("proposals_outcome", [again, first]).residual == 1


def test_a_place_with_five_answers_has_every_figure() -> None:
    proposals = [answered(FIVE).rated(answer) for answer in Answer]
    assert [each.status for each in proposals].count("rehandling") == 2
    for name in ("satisfaction_result", "satisfaction_result_forms"):
        found = figure(name, proposals)
        assert (found.numerator, found.denominator, found.residual) == (3, 5, 0)
        assert [(part.part, part.value) for part in found.parts] == [(str(answer), 1) for answer in Answer]


@pytest.mark.parametrize(("score", "returned"), [("79.9", 1), ("80.0", 0)])
def test_a_proposal_of_xishui_is_re_handled_below_80_points(score: str, returned: int) -> None:
    xishui = Charters.load(Path("services") / "county" / "charter.toml").on(FIRST_DAY, "520330")
    found = figure("proposals_rehandled", [answered(xishui).execute(Appraise(score=Decimal(score)))])
    assert (found.numerator, found.denominator) == (returned, 1)
