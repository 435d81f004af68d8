"""A proposal that was sent to another organization and answered there is answered at its origin."""

from datetime import date

import pytest

from shared.contracts.dated import DatedAnswer
from shared.contracts.vocabulary import Answer, Outcome
from shared.domain.command import Correct
from shared.domain.errors import InvalidError
from shared.domain.proposals.feedback_commands import CloseProposal
from shared.domain.proposals.handling_commands import Assign
from shared.domain.transfers.commands import Note, Send
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.matters import CITY, COUNTY, TODAY

TRANSFER, DERIVED = f"{COUNTY}-t-2026-1", f"{CITY}-p-2026-1"


def answer(day: int, outcome: Outcome = Outcome.PLANNED) -> DatedAnswer:
    return DatedAnswer(date(2026, 11, day), "ABCD", "B", outcome)


def note(
    *answers: DatedAnswer, version: int = 1, state: str = "feedback_requested", closed: date | None = None
) -> Note:
    return Note(
        matter=DERIVED, transfer=TRANSFER, version=(1, version), state=state, answers=answers, closed=closed, on=TODAY
    )


def sent() -> ProposalBuilder:
    return ProposalBuilder().filed().execute(Send(to=CITY, transfer=TRANSFER))


def test_the_answer_elsewhere_completes_the_round_on_its_day_and_with_its_outcome() -> None:
    built = sent().execute(note(answer(10)))
    facts = built.proposal.facts()
    assert built.status == "feedback_requested"
    assert facts.steps[-1] == (date(2026, 11, 10), "feedback_requested")
    assert facts.outcomes == ((date(2026, 11, 10), Outcome.PLANNED),)


def test_it_is_closed_on_that_answer_and_counts_once() -> None:
    built = sent().execute(note(answer(10)))
    built.rated(Answer.SATISFIED).closed()
    day, counts = date(2026, 11, 10), contributions(built.proposal.facts())
    for counter in (
        "proposals_replied",
        "proposals_assigned",
        "proposals_outcome/planned",
        "proposals_outcome_first/planned",
    ):
        assert [(each[2], each[3]) for each in counts if each[0] == counter] == [(day, 1)]
    assert ("proposals_closed", 2026, built.day, 1) in counts


@pytest.mark.parametrize("state", ["not_filed", "withdrawn", "merged", "returned", "voided"])
def test_what_is_not_answered_elsewhere_stays_open_here(state: str) -> None:
    assert sent().execute(note(state=state)).status == "filed"


def test_a_correction_elsewhere_moves_the_day_here() -> None:
    built = sent().execute(note(answer(10)), note(answer(12), version=2))
    assert built.proposal.facts().steps[-1].day == built.proposal.facts().outcomes[0].day == date(2026, 11, 12)


def test_a_re_handling_elsewhere_changes_the_outcome_and_not_the_first_one() -> None:
    built = sent().execute(note(answer(10)), note(answer(10), answer(15, Outcome.RESOLVED), version=2))
    counts = contributions(built.proposal.facts())
    assert [each[2].day for each in counts if each[0] == "proposals_outcome/resolved"] == [15]
    assert [each[3] for each in counts if each[0] == "proposals_outcome/planned"] == [1, -1]
    assert not [each for each in counts if each[0] == "proposals_outcome_first/resolved"]


def test_an_answer_elsewhere_completes_nothing_while_units_handle_the_proposal_here() -> None:
    built = sent().execute(Assign(sole="甲局"), note(answer(10)))
    assert built.status == "assigned"
    assert built.proposal.facts().outcomes == ()
    assert built.acknowledged().replied().status == "feedback_requested"


def test_a_dissatisfied_form_is_recorded_and_returns_nothing_to_units_that_it_has_not() -> None:
    built = sent().execute(note(answer(10)))
    assert built.rated(Answer.DISSATISFIED).status == "feedback_requested"


def test_nothing_is_closed_before_the_day_of_the_answer() -> None:
    built = sent().execute(note(answer(20)))
    assert built.wrong_field(CloseProposal(on=date(2026, 11, 19))) == (
        "on",
        "不能早于报送单位答复的日期（2026-11-20）",
    )
    built.execute(CloseProposal(on=date(2026, 11, 21)))
    with pytest.raises(InvalidError, match="不能早于报送单位答复的日期"):
        built.execute(Correct(step="close", day=date(2026, 11, 19), reason="录错", on=TODAY))
    built.execute(note(answer(22), version=2))  # corrected there, beyond the closing here
    assert [day for day, _ in built.proposal.facts().steps[-2:]] == [date(2026, 11, 21)] * 2


def test_of_several_addressees_the_least_favourable_of_the_newest_answers_is_the_outcome() -> None:
    built = sent().execute(Send(to="520000", transfer=f"{COUNTY}-t-2026-2"), note(answer(10, Outcome.FOR_REFERENCE)))
    province = Note(
        matter="520000-p-2026-1", transfer=f"{COUNTY}-t-2026-2", version=(1, 1), state="closed",
        answers=(answer(12, Outcome.RESOLVED),), on=TODAY,
    )  # fmt: skip
    built.execute(province, note(answer(10, Outcome.FOR_REFERENCE), answer(14), version=2))
    assert [str(outcome) for _, outcome in built.proposal.facts().outcomes] == [
        "for_reference",
        "for_reference",
        "planned",
    ]


def test_a_notice_contains_the_answers_of_the_own_units_only() -> None:
    here = ProposalBuilder().assigned().acknowledged().replied(answer_class="B")
    assert here.proposal.answered_rounds() == ((DatedAnswer(here.day, "ABCD", "B", Outcome.PLANNED),), None)
    assert here.closed().proposal.answered_rounds()[1] == here.day
    assert sent().execute(note(answer(10))).proposal.answered_rounds() == ((), None)
