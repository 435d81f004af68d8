"""What is counted of the assignments of proposals, on which days."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.facts import ProposalFacts
from shared.domain.proposals.assignment_commands import AcceptReturn, Reassign, RequestReturn
from shared.domain.proposals.review_commands import WithdrawProposal
from shared.measures.catalogue import MEASURES
from shared.measures.contributions import contributions
from tests.domain.proposal_builder import ProposalBuilder, closed_proposal
from tests.support.strategies import FIRST, SPAN, proposals

BY_NAME = {measure.name: measure for measure in MEASURES}


def counted(*matters: ProposalFacts, day: date = date.max) -> Counter[str]:
    """Returns every counter on a day."""
    found: Counter[str] = Counter()
    for facts in matters:
        for counter, _, at, amount in contributions(facts):
            found[counter] += amount if at <= day else 0
    return found


def figure(name: str, counters: Counter[str]) -> tuple[int, int]:
    measure = BY_NAME[name]
    return sum(counters[each] for each in measure.numerator), sum(counters[each] for each in measure.denominator)


def returned_and_reassigned() -> ProposalBuilder:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局", "丙局"))
    built.execute(RequestReturn(unit="丙局", reason="不属职责"), AcceptReturn(unit="丙局"))
    return built.execute(Reassign(unit="丙局", to="丁局")).acknowledged("甲局")


def test_seven_sole_handlers_and_three_separate_ones_after_a_return_are_ten_in_force_of_eleven_offered() -> None:
    many = returned_and_reassigned().facts
    counters = counted(*(closed_proposal().facts for _ in range(7)), many)
    assert figure("assignments", counters)[0] == 10
    assert (counters["assignments/sole"], counters["assignments/separate"]) == (7, 3)
    assert figure("assignments_returned", counters) == (1, 11)
    assert figure("assignments_acknowledged", counters) == (8, 10)
    assert figure("proposals_lead", counters) == (7, 8)


def test_a_returned_assignment_is_in_force_until_the_committee_accepts_the_return() -> None:
    facts = returned_and_reassigned().facts
    accepted = next(each.returned for each in facts.assignments if each.returned)
    before = counted(facts, day=date.fromordinal(accepted.toordinal() - 1))
    on_that_day = counted(facts, day=accepted)
    assert (before["assignments/separate"], before["assignments_returned"]) == (3, 0)
    assert (on_that_day["assignments/separate"], on_that_day["assignments_returned"]) == (2, 1)


def test_an_assignment_given_to_another_unit_without_a_return_is_superseded_and_not_returned() -> None:
    built = (
        ProposalBuilder()
        .assigned(lead="甲局", co=("乙局",))
        .acknowledged("甲局")
        .execute(Reassign(unit="甲局", to="丙局"))
    )
    counters = counted(built.facts)
    assert (counters["assignments/lead"], counters["assignments/co"], counters["assignments_superseded"]) == (1, 1, 1)
    assert figure("assignments_returned", counters) == (0, 3)
    assert figure("assignments_acknowledged", counters) == (0, 2)
    assert figure("proposals_lead", counters) == (1, 1)


def test_facts_without_assignments_count_none() -> None:
    """Events that were published before facts had them."""
    facts = closed_proposal().facts
    old = ProposalFacts(year=facts.year, channel=facts.channel, online=facts.online, steps=facts.steps)
    assert not [counter for counter in counted(old) if counter.startswith(("assignments", "proposals_lead"))]


@given(proposals(), st.integers(0, SPAN + 60))
def test_no_proposal_is_replied_or_led_without_being_in_the_base_on_that_day(facts: ProposalFacts, at: int) -> None:
    counters = counted(facts, day=FIRST + timedelta(at))
    for name in ("proposals_replied", "proposals_lead"):
        numerator, base = figure(name, counters)
        assert numerator <= base


def test_what_is_merged_or_withdrawn_after_its_assignment_leaves_the_base_of_the_replied_ones() -> None:
    assigned = ProposalBuilder().assigned(sole="甲局")
    left = assigned.execute(WithdrawProposal(reason="已解决"))
    withdrawn = left.facts.steps[-1].day
    assert figure("proposals_replied", counted(left.facts, closed_proposal().facts)) == (1, 1)
    before = counted(left.facts, day=withdrawn - timedelta(1))
    assert figure("proposals_replied", before) == (0, 1)
