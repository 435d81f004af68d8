"""A proposal that was sent to another organization and answered there is answered at its origin."""

from datetime import date
from itertools import permutations

import pytest

from shared.contracts.dated import DatedAnswer, TransferStep
from shared.contracts.vocabulary import Answer, Outcome, TransferState
from shared.domain.command import Command, Correct
from shared.domain.errors import InvalidError
from shared.domain.proposals.assignment_commands import AcceptReturn, Reassign, RequestReturn
from shared.domain.proposals.feedback_commands import CloseProposal
from shared.domain.proposals.handling_commands import Assign, Reply
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


def handled(*units: str) -> ProposalBuilder:
    """Returns a proposal that was sent to the city and is handled by units of the county."""
    built = sent().execute(Assign(separate=units))
    return built.acknowledged(*units)


def given_back(unit: str) -> tuple[Command, Command]:
    request = RequestReturn(unit=unit, reason="属市级职责", on=date(2026, 11, 9))
    return request, AcceptReturn(unit=unit, on=date(2026, 11, 12))


def test_a_returned_assignment_waits_for_another_unit_unless_another_organization_is_to_answer() -> None:
    built = handled("甲局").execute(*given_back("甲局"))
    assert not built.proposal.awaits("reassign")
    returned = TransferStep(date(2026, 11, 13), TransferState.RETURNED)
    built.execute(
        Note(matter=DERIVED, transfer=TRANSFER, version=(1, 1), state="returned", steps=(returned,), on=TODAY)
    )
    assert built.proposal.awaits("reassign")


@pytest.mark.parametrize("order", ["returned first", "answered first"])
def test_once_its_units_owe_nothing_the_answer_elsewhere_completes_the_round_whichever_comes_last(order: str) -> None:
    built, notice = handled("甲局", "乙局").execute(*given_back("甲局")), note(answer(10, Outcome.RESOLVED))
    steps = (*given_back("乙局"), notice) if order == "returned first" else (notice, *given_back("乙局"))
    built.execute(*steps[:-1])
    assert (built.status, built.facts.outcomes) == ("in_handling", ())
    built.execute(steps[-1])
    assert built.status == "feedback_requested"
    assert built.facts.steps[-1] == (date(2026, 11, 12), "feedback_requested")
    assert built.facts.outcomes == ((date(2026, 11, 12), Outcome.RESOLVED),)
    counts = contributions(built.facts)
    for counter in ("proposals_assigned", "proposals_replied", "proposals_outcome/resolved"):
        assert sum(each[3] for each in counts if each[0] == counter) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_any_order_of_the_return_the_own_reply_and_the_notice_gives_the_same_facts(order: tuple[int, ...]) -> None:
    reply = Reply(unit="乙局", text="答复", answer_class="B", on=date(2026, 11, 11))
    steps: list[tuple[Command, ...]] = [given_back("甲局"), (reply,), (note(answer(10, Outcome.RESOLVED)),)]
    built = handled("甲局", "乙局")
    for number in order:
        assert built.status == "in_handling"
        built.execute(*steps[number])
    assert built.facts.steps[-1] == (date(2026, 11, 12), "feedback_requested")
    assert built.facts.outcomes == ((date(2026, 11, 12), Outcome.PLANNED),)


@pytest.mark.parametrize("elsewhere", [Outcome.RESOLVED, Outcome.FOR_REFERENCE])
def test_of_own_replies_and_the_answer_elsewhere_the_least_favourable_is_the_outcome(elsewhere: Outcome) -> None:
    built = handled("甲局", "乙局").execute(note(answer(10, elsewhere)), *given_back("甲局"))
    assert built.status == "in_handling"
    built.replied("乙局", answer_class="B")
    assert built.status == "feedback_requested"
    worst = max(Outcome.PLANNED, elsewhere, key=list(Outcome).index)
    assert [outcome for _, outcome in built.facts.outcomes] == [worst]
    assert [each.outcome for each in built.proposal.answered_rounds()[0]] == [Outcome.PLANNED]
    assert built.rated(Answer.DISSATISFIED).status == "feedback_requested"
    built.execute(note(answer(10, elsewhere), answer(15), version=2), CloseProposal())
    assert built.facts.outcomes[-1].outcome == Outcome.PLANNED


def test_an_own_unit_that_owes_its_reply_keeps_the_round_open_and_a_reassigned_one_answers_it() -> None:
    built = handled("甲局", "乙局").execute(*given_back("甲局"), Reassign(unit="甲局", to="丙局"), note(answer(10)))
    built.replied("乙局")
    assert built.status == "in_handling"
    built.acknowledged("丙局").replied("丙局")
    assert built.status == "feedback_requested"
    assert [outcome for _, outcome in built.facts.outcomes] == [Outcome.RESOLVED]
