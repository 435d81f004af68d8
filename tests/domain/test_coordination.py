"""Coordinating offices: they pass assignments on to units."""

from datetime import timedelta

import pytest

from shared.contracts.vocabulary import ProposalState
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.assignment_commands import AcceptReturn, PassOn, Reassign, RequestReturn
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Urge
from shared.domain.proposals.vocabulary import AssignmentState
from tests.domain.proposal_builder import ProposalBuilder

COORDINATED = Charter(stages=(Stage.COORDINATION,), return_days=3)
OFFICE = "县政府办督查室"


def assigned(*units: str) -> ProposalBuilder:
    return ProposalBuilder(COORDINATED).filed().execute(Assign(separate=units, coordinator=OFFICE))


def test_an_assignment_names_its_office_where_the_charter_has_one_and_nowhere_else() -> None:
    assert ProposalBuilder(COORDINATED).filed().wrong_field(Assign(sole="甲局"))[0] == "coordinator"
    assert ProposalBuilder().filed().wrong_field(Assign(sole="甲局", coordinator=OFFICE))[0] == "coordinator"


def test_a_unit_acts_once_its_assignment_was_passed_on() -> None:
    built = assigned("甲局", "乙局")
    waiting = built.proposal
    assert (waiting.units_to_pass_on, waiting.units_pending) == (("甲局", "乙局"), ())
    for command in (
        Acknowledge(unit="甲局"),
        Urge(unit="甲局", text="请按期"),
        RequestReturn(unit="甲局", reason="一"),
    ):
        with pytest.raises(ConflictError, match="“甲局”待转办"):
            built.execute(command)
    built.execute(PassOn(unit="甲局")).acknowledged("甲局")
    assert built.proposal.status == ProposalState.IN_HANDLING
    assert built.proposal.units_to_pass_on == ("乙局",)
    with pytest.raises(ConflictError, match="“甲局”已签收"):
        built.execute(PassOn(unit="甲局"))


def test_the_time_for_a_return_runs_from_the_day_it_was_passed_on() -> None:
    built = assigned("甲局", "乙局")
    late = built.day + timedelta(6)
    built.execute(PassOn(unit="甲局", on=late))
    with pytest.raises(InvalidError, match="须在"):
        built.execute(RequestReturn(unit="甲局", reason="不属职责", on=late + timedelta(4)))
    built.execute(RequestReturn(unit="甲局", reason="不属职责", on=late + timedelta(3)), AcceptReturn(unit="甲局"))
    built.execute(Reassign(unit="甲局", to="丙局"))
    newest = built.proposal.assignment("丙局")
    assert newest is not None
    assert (newest.coordinator, newest.state) == (OFFICE, AssignmentState.WITH_COORDINATOR)


def test_a_correction_keeps_a_request_within_its_days_after_the_passing_on() -> None:
    built = assigned("甲局")
    first = built.day
    built.execute(PassOn(unit="甲局", on=first + timedelta(6)))
    built.execute(RequestReturn(unit="甲局", reason="不属职责", on=first + timedelta(8)))
    built.execute(Correct(step="pass_on", day=first + timedelta(5), reason="核对", on=first + timedelta(8)))
    refused = Correct(step="pass_on", day=first + timedelta(4), reason="核对", on=first + timedelta(8))
    assert built.wrong_field(refused)[0] == "day"


def test_without_the_stage_a_unit_acknowledges_at_once() -> None:
    assert ProposalBuilder().assigned().acknowledged().proposal.assignments[0].coordinator == ""
