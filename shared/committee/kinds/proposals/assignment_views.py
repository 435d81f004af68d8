"""The view of an assignment of a proposal to a unit."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.contracts.vocabulary import HandlingRole
from shared.domain.calendar import estimate_note
from shared.domain.log import day_of
from shared.domain.proposals.assignments import UnitAssignment
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.vocabulary import AssignmentState


@dataclass(frozen=True, kw_only=True)
class AssignmentView:
    """The assignment of a unit, also one that has ended. `reason`: of the request to return it, and of its refusal.

    `limit_note`: that the limit in working days was counted without the holidays of a year; empty where they are known.
    """

    unit: str
    part: HandlingRole
    state: AssignmentState
    offered_on: date
    coordinator: str
    passed_on: date | None
    acknowledged_on: date | None
    countersigned_on: date | None
    limit: date
    limit_note: str
    return_requested_on: date | None
    ended_on: date | None
    reason: str


def assignment_view(assignment: UnitAssignment, details: MatterDetails[Proposal]) -> AssignmentView:
    """Returns an assignment with the days and reasons of its steps."""
    state = details.state

    def on(entry: int | None) -> date | None:
        return day_of(state.log, entry) if entry else None

    reasons = [details.text(entry, "reason") for entry in (assignment.requested, assignment.kept)]
    return AssignmentView(
        unit=assignment.unit,
        part=assignment.role,
        state=assignment.state,
        offered_on=day_of(state.log, state.offer_entry(assignment)),
        coordinator=assignment.coordinator,
        passed_on=on(assignment.passed_on),
        acknowledged_on=on(assignment.acknowledged),
        countersigned_on=on(state.countersignature_entry(assignment)),
        limit=state.limits_of(assignment.unit)[-1][1],
        limit_note=estimate_note(state.unknown_years_of(assignment.unit)),
        return_requested_on=on(assignment.requested),
        ended_on=on(assignment.returned or assignment.superseded),
        reason="；".join(filter(None, reasons)),
    )


@dataclass(frozen=True, kw_only=True)
class UrgingView:
    """An urging 催办; without a unit, of all units whose reply was due."""

    on: date
    unit: str
    text: str


def urgings(details: MatterDetails[Proposal]) -> list[UrgingView]:
    """Returns the urgings with their texts."""
    state = details.state
    return [
        UrgingView(on=day_of(state.log, each.entry), unit=each.unit, text=details.text(each.entry))
        for each in state.urgings
    ]
