"""What the steps of single assignments change in the state of a proposal."""

from collections.abc import Callable

from msgspec import structs

from shared.contracts.vocabulary import HandlingRole
from shared.domain.proposals.assignment_commands import (
    AcceptReturn,
    ClassifiedReassign,
    KeepAssignment,
    PassOn,
    Reassign,
    RequestReturn,
)
from shared.domain.proposals.assignments import UnitAssignment
from shared.domain.proposals.handling_commands import Acknowledge, Assign, ClassifiedAssign, Countersign
from shared.domain.proposals.state import Proposal
from shared.domain.terms import Term

AssignmentStep = Acknowledge | Countersign | RequestReturn | AcceptReturn | KeepAssignment | Reassign | PassOn


def assigned_units(command: Assign) -> list[tuple[str, HandlingRole]]:
    """Returns the assigned units, each with its role."""
    parts: dict[HandlingRole, tuple[str, ...]] = {
        HandlingRole.LEAD: (command.lead,) if command.lead else (),
        HandlingRole.SOLE: (command.sole,) if command.sole else (),
        HandlingRole.SEPARATE: command.separate,
        HandlingRole.CO: command.co,
    }
    return [(unit, role) for role, units in parts.items() for unit in units]


def offered_assignments(command: Assign, entry: int) -> tuple[UnitAssignment, ...]:
    """Returns the assignments that a command makes with this log entry."""
    classes = command.unit_classes if isinstance(command, ClassifiedAssign) else {}
    return tuple(
        UnitAssignment(
            unit=unit,
            role=role,
            offered=entry,
            unit_class=classes.get(unit),
            coordinator=command.coordinator or "",
        )
        for unit, role in assigned_units(command)
    )


def _with_assignment(state: Proposal, unit: str, change: Callable[[UnitAssignment], UnitAssignment]) -> Proposal:
    newest = state.assignment(unit)
    changed = tuple(change(each) if each is newest else each for each in state.assignments)
    return structs.replace(state, assignments=changed)


def with_assignment_step(state: Proposal, command: AssignmentStep, entry: int, *, term: Term | None) -> Proposal:
    """Returns the state after a step of one assignment; a new unit has the role of the one that it takes the place of."""
    replace = structs.replace
    match command:
        case Acknowledge(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, acknowledged=entry))
        case PassOn(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, passed_on=entry))
        case Countersign(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, countersigned=entry))
        case RequestReturn(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, requested=entry, window=term))
        case AcceptReturn(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, returned=entry))
        case KeepAssignment(unit=unit):
            return _with_assignment(state, unit, lambda each: replace(each, kept=entry))
        case Reassign(unit=unit, to=to):
            ended = _with_assignment(state, unit, lambda each: replace(each, superseded=entry))
            before = next(each for each in ended.assignments if each.superseded == entry)
            unit_class = command.unit_class if isinstance(command, ClassifiedReassign) else None
            offered = UnitAssignment(unit=to, role=before.role, offered=entry, unit_class=unit_class)
            offered = replace(offered, coordinator=before.coordinator)
            return replace(ended, assignments=(*ended.assignments, offered))
