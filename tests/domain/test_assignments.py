"""Assignments have a life of their own: offered, acknowledged, returned or kept, and given to another unit."""

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from shared.contracts.dated import DatedAssignment
from shared.contracts.vocabulary import Answer, HandlingRole, ProposalState
from shared.domain.calendar import WorkingCalendar
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import ConflictError, InvalidError
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, Reassign, RequestReturn
from shared.domain.proposals.assignments import UnitAssignment
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Reply
from shared.domain.proposals.review_commands import File, Submit
from shared.domain.proposals.state import Proposal
from tests.domain.proposal_builder import ProposalBuilder
from tests.support.matters import TODAY


def requesting(unit: str = "乙局", **parts: object) -> ProposalBuilder:
    """Returns a proposal of which one unit has asked to return its assignment."""
    built = ProposalBuilder().assigned(**(parts or {"separate": ("甲局", "乙局")}))
    return built.execute(RequestReturn(unit=unit, reason="不属职责"))


def returned(unit: str = "乙局", **parts: object) -> ProposalBuilder:
    return requesting(unit, **parts).execute(AcceptReturn(unit=unit))


def states(built: ProposalBuilder) -> list[tuple[str, str]]:
    return [(each.unit, str(each.state)) for each in built.proposal.assignments]


def assigned_on(day: date, charter: Charter) -> ProposalBuilder:
    built = ProposalBuilder(charter, on=day, late_reason="补录")
    steps = (Submit(), File(), Assign(sole="甲局"))
    return built.execute(*(replace(step, on=day, late_reason="补录") for step in steps))


@pytest.mark.parametrize(
    ("charter", "last"),
    [
        (Charter(return_working_days=3), date(2025, 10, 10)),
        (Charter(), date(2025, 10, 13)),
        (Charter(return_working_days=7), date(2025, 10, 15)),
        (Charter(return_days=10), date(2025, 10, 9)),
    ],
)
def test_a_return_is_requested_within_the_window_of_the_charter_in_which_a_holiday_does_not_count(
    charter: Charter, last: date
) -> None:
    """The 30th of September is a Tuesday before eight free days; the 9th, 10th and 11th are working days."""
    assigned = date(2025, 9, 29)
    request = RequestReturn(unit="甲局", reason="不属职责", late_reason="补录")
    assigned_on(assigned, charter).execute(replace(request, on=last))
    built = assigned_on(assigned, charter)
    field, rule = built.wrong_field(replace(request, on=last + timedelta(1)))
    assert field == "on"
    assert last.isoformat() in rule
    assert ("10天" if charter.return_days else "个工作日") in rule


def test_a_return_needs_a_reason() -> None:
    built = ProposalBuilder().assigned()
    assert built.wrong_field(RequestReturn(unit="甲局", reason=" "))[0] == "reason"
    assert requesting().wrong_field(KeepAssignment(unit="乙局", reason=" "))[0] == "reason"


def test_a_unit_that_asks_to_return_neither_acknowledges_nor_countersigns_nor_replies() -> None:
    built = ProposalBuilder().assigned(lead="甲局", co=("乙局",)).acknowledged("甲局", "乙局")
    built.execute(RequestReturn(unit="乙局", reason="不属职责"))
    with pytest.raises(ConflictError, match="已申请退办"):
        built.countersigned("乙局")
    with pytest.raises(ConflictError, match="已申请退办"):
        built.acknowledged("乙局")
    with pytest.raises(ConflictError, match="尚未会签：乙局"):
        built.replied("甲局")
    with pytest.raises(ConflictError, match="已申请退办"):
        requesting("甲局").acknowledged("乙局").replied("甲局")


def test_a_unit_that_is_kept_handles_on_and_may_not_ask_again() -> None:
    built = requesting().execute(KeepAssignment(unit="乙局", reason="属其职责"))
    assert states(built) == [("甲局", "offered"), ("乙局", "kept")]
    with pytest.raises(ConflictError, match="未获同意退办"):
        built.execute(RequestReturn(unit="乙局", reason="再次申请"))
    built.acknowledged("甲局", "乙局").replied("甲局").replied("乙局")
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_a_unit_that_has_replied_or_countersigned_returns_nothing_and_is_not_replaced() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局")).acknowledged("甲局").replied("甲局")
    with pytest.raises(ConflictError, match="已答复"):
        built.execute(RequestReturn(unit="甲局", reason="不属职责"))
    with pytest.raises(ConflictError, match="已答复"):
        built.execute(Reassign(unit="甲局", to="丙局"))
    built = ProposalBuilder().assigned(lead="甲局", co=("乙局",)).acknowledged("乙局").countersigned("乙局")
    with pytest.raises(ConflictError, match="已会签"):
        built.execute(RequestReturn(unit="乙局", reason="不属职责"))


def test_the_round_is_not_complete_before_a_returned_separate_handler_is_replaced() -> None:
    built = returned().acknowledged("甲局").replied("甲局")
    assert built.status == "in_handling"
    built.execute(Reassign(unit="乙局", to="丙局")).acknowledged("丙局").replied("丙局", "B")
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED
    assert states(built) == [("甲局", "acknowledged"), ("乙局", "superseded"), ("丙局", "acknowledged")]


@pytest.mark.parametrize("parts", [{"sole": "甲局"}, {"lead": "甲局", "co": ("乙局",)}])
def test_a_returned_lead_or_sole_handler_is_replaced_in_the_same_role(parts: dict[str, object]) -> None:
    built = returned("甲局", **parts)
    role = built.proposal.assignments[0].role
    with pytest.raises(ConflictError, match="已退办"):
        built.acknowledged("甲局")
    built.execute(Reassign(unit="甲局", to="丙局"))
    assert built.proposal.assignments[-1].role is role
    assert "丙局" in built.proposal.units_to_acknowledge


def test_the_lead_replies_without_the_countersignature_of_a_co_handler_that_returned() -> None:
    built = returned("乙局", lead="甲局", co=("乙局", "丙局")).acknowledged("甲局", "丙局").countersigned("丙局")
    assert built.replied("甲局").proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_the_lead_replies_after_the_day_on_which_a_co_handler_returned() -> None:
    built = ProposalBuilder().assigned(lead="甲局", co=("乙局",)).acknowledged("甲局")
    before = built.day
    built.execute(RequestReturn(unit="乙局", reason="不属职责"), AcceptReturn(unit="乙局"))
    reply = Reply(unit="甲局", text="答复", answer_class="A", on=before)
    assert built.wrong_field(reply) == ("on", f"不能早于上一步骤“已同意退办”的日期（{built.day}）")


def test_a_unit_in_force_that_has_not_replied_is_replaced_without_a_return() -> None:
    built = ProposalBuilder().assigned().acknowledged().execute(Reassign(unit="甲局", to="乙局"))
    assert built.proposal.facts().assignments == (
        DatedAssignment(built.day - timedelta(2), HandlingRole.SOLE, built.day - timedelta(1), None, built.day),
        DatedAssignment(built.day, HandlingRole.SOLE),
    )
    with pytest.raises(ConflictError, match="已改交其他单位"):
        built.replied("甲局")
    with pytest.raises(ConflictError, match="已改交其他单位"):
        built.execute(Reassign(unit="甲局", to="丙局"))
    assert built.acknowledged("乙局").replied("乙局").proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_a_return_that_is_requested_is_decided_before_the_unit_is_replaced() -> None:
    with pytest.raises(ConflictError, match="已申请退办"):
        requesting().execute(Reassign(unit="乙局", to="丙局"))


def test_the_new_unit_is_none_that_handles_the_proposal_and_may_be_one_that_returned_it() -> None:
    built = returned()
    assert built.wrong_field(Reassign(unit="乙局", to=" 甲 局"))[0] == "to"
    built.execute(Reassign(unit="乙局", to="丙局"), Reassign(unit="丙局", to="乙局")).acknowledged("乙局")
    assert states(built)[1:] == [("乙局", "superseded"), ("丙局", "superseded"), ("乙局", "acknowledged")]


def test_a_new_round_needs_the_reply_of_the_unit_that_replaced_another() -> None:
    built = ProposalBuilder().assigned().acknowledged().replied().rated(Answer.DISSATISFIED).rehandled()
    built.execute(Reassign(unit="甲局", to="乙局")).acknowledged("乙局").replied("乙局", "B")
    assert built.proposal.status == ProposalState.FEEDBACK_REQUESTED
    assert [str(each.outcome) for each in built.proposal.facts().outcomes] == ["resolved", "planned"]


def test_the_days_of_independent_units_are_typed_in_any_order() -> None:
    built = ProposalBuilder().assigned(separate=("甲局", "乙局"))
    first = built.day
    built.execute(
        RequestReturn(unit="乙局", reason="不属职责", on=first + timedelta(3)),
        AcceptReturn(unit="乙局", on=first + timedelta(4)),
        Reassign(unit="乙局", to="丙局", on=first + timedelta(5)),
        Acknowledge(unit="甲局", on=first + timedelta(1)),
        Reply(unit="甲局", text="答复", answer_class="A", on=first + timedelta(2)),
    )
    field, _ = built.wrong_field(Acknowledge(unit="丙局", on=first + timedelta(4)))
    assert field == "on"


def test_a_correction_keeps_the_request_within_its_window() -> None:
    built = requesting(sole="甲局", unit="甲局")
    request = built.day
    for days in range(5):
        built.execute(Correct(step="request_return", day=request + timedelta(days), reason="录错"))
    field, rule = built.wrong_field(Correct(step="request_return", day=TODAY, reason="录错"))
    assert (field, "5个工作日" in rule) == ("day", True)


def test_assignments_that_were_stored_before_they_had_days_of_their_own_are_offered_with_the_assignment() -> None:
    built = ProposalBuilder().assigned(lead="甲局", co=("乙局",)).acknowledged("甲局", "乙局")
    value = msgspec.to_builtins(built.proposal)
    for each in value["assignments"]:
        del each["offered"]
    old = msgspec.convert(value, Proposal)
    assert old.assignments[0] == UnitAssignment(unit="甲局", role=HandlingRole.LEAD, acknowledged=5)
    assert old.facts() == built.proposal.facts()


def test_a_co_handler_that_replaces_another_countersigns_before_the_lead_replies() -> None:
    built = returned("乙局", lead="甲局", co=("乙局",)).acknowledged("甲局")
    built.execute(Reassign(unit="乙局", to="丙局"))
    with pytest.raises(ConflictError, match="丙局"):
        built.replied("甲局")
    built.execute(Acknowledge(unit="丙局"), Countersign(unit="丙局"))
    assert built.replied("甲局").proposal.status == ProposalState.FEEDBACK_REQUESTED


def test_a_unit_that_was_never_assigned_returns_nothing() -> None:
    with pytest.raises(InvalidError, match="unit"):
        ProposalBuilder().assigned().execute(RequestReturn(unit="丙局", reason="不属职责"))


def test_a_window_that_reaches_into_a_year_without_known_holidays_says_so_in_the_error() -> None:
    request = RequestReturn(unit="甲局", reason="不属职责", late_reason="补录")
    last = date(2002, 10, 7)
    assigned_on(date(2002, 9, 30), Charter()).execute(replace(request, on=last))
    _, rule = assigned_on(date(2002, 9, 30), Charter()).wrong_field(replace(request, on=last + timedelta(1)))
    assert rule.endswith("（至2002-10-07）申请退办；2002年的节假日安排尚未录入，暂按周一至周五为工作日计算")


def test_a_later_calendar_makes_no_correction_of_another_step_fail() -> None:
    built = requesting(sole="甲局", unit="甲局")
    offered = built.day - timedelta(1)
    narrower = WorkingCalendar(amended={offered + timedelta(n): True for n in range(30)})
    built.execute(AcceptReturn(unit="甲局"))
    built.context = replace(built.context, calendar=narrower)
    built.execute(Correct(step="accept_return", day=built.day, reason="核对"))
