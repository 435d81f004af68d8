"""The rules on a single assignment of a proposal, and on the coordinating office. Pure: no clock, no ids, no I/O."""

from datetime import date

from shared.domain.admission import check_text
from shared.domain.calendar import WorkingCalendar, estimate_note
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import Stage
from shared.domain.command import Correct
from shared.domain.errors import invalid
from shared.domain.log import day_of, entry_named
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignments import ASSIGNMENT_COMMANDS, UnitAssignment
from shared.domain.proposals.handling_commands import Assign
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS
from shared.domain.terms import Term


def assignment_of(state: Proposal, unit: str) -> UnitAssignment:
    """Returns the newest assignment of a unit; refuses a unit that the proposal was never assigned to."""
    assignment = state.assignment(unit)
    if assignment is None:
        units = "、".join(each.unit for each in state.assignments)
        raise invalid("unit", unit, f"不是本提案的承办单位；承办单位：{units}")
    return assignment


def acting(state: Proposal, unit: str) -> UnitAssignment:
    """Returns the unit's assignment; refuses a unit that asks to return it, or that no longer is a handler."""
    assignment = assignment_of(state, unit)
    if not assignment.is_handling:
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”{assignment.state.title_zh}")
    return assignment


def check_assignment(state: Proposal, command: str, unit: str) -> UnitAssignment:
    """Returns the unit's assignment; refuses a command that the table does not permit in the state of the assignment."""
    assignment = assignment_of(state, unit)
    if assignment.state not in ASSIGNMENT_COMMANDS[command]:
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”{assignment.state.title_zh}")
    return assignment


def check_assignment_step(
    state: Proposal,
    command: RequestReturn | AcceptReturn | KeepAssignment | Reassign | PassOn,
    day: date,
    *,
    charter: Charter,
    calendar: WorkingCalendar,
) -> None:
    """Refuses a step of an assignment that its state, the charter's time for a return, or another rule does not permit."""
    match command:
        case RequestReturn():
            _check_request(state, command, day, window=charter.return_window, calendar=calendar)
        case AcceptReturn() | PassOn():
            check_assignment(state, command.name, command.unit)
        case KeepAssignment():
            check_assignment(state, command.name, command.unit)
            check_text("reason", command.reason)
        case Reassign():
            _check_reassign(state, command)


def _check_request(
    state: Proposal, command: RequestReturn, day: date, *, window: Term, calendar: WorkingCalendar
) -> None:
    assignment = check_assignment(state, command.name, command.unit)
    _check_without_contribution(state, assignment)
    check_text("reason", command.reason)
    _check_window(day_of(state.log, state.given_entry(assignment)), day, window=window, calendar=calendar, field="on")


def _check_reassign(state: Proposal, command: Reassign) -> None:
    assignment = check_assignment(state, command.name, command.unit)
    _check_without_contribution(state, assignment)
    other = state.assignment(command.to)
    if other is not None and other.in_force:
        raise invalid("to", command.to, "已是本提案的承办单位，须改交其他单位")


def _check_without_contribution(state: Proposal, assignment: UnitAssignment) -> None:
    if state.has_contributed(assignment):
        contributed = f"“{assignment.unit}”已{'答复' if assignment.owes_reply else '会签'}"
        raise TRANSITIONS.field_refusal(state, "unit", assignment.unit, contributed)


def check_windows(corrected: Proposal, command: Correct, *, calendar: WorkingCalendar) -> None:
    """Refuses a correction of an assignment or of a request after which the return was requested outside of its window."""
    number = entry_named(corrected.log, command.step)
    for assignment in corrected.assignments:
        given, requested, window = corrected.given_entry(assignment), assignment.requested, assignment.window
        if requested and window and number in (given, requested):
            on = day_of(corrected.log, requested)
            offered = day_of(corrected.log, given)
            _check_window(offered, on, window=window, calendar=calendar, field="day", value=command.day)


def _check_window(
    offered: date,
    requested: date,
    *,
    window: Term,
    calendar: WorkingCalendar,
    field: str,
    value: date | None = None,
) -> None:
    last = window.after(offered, calendar)
    if requested > last:
        days = f"{window.working_days}个工作日" if window.working_days else f"{window.days}天"
        note = estimate_note(calendar.unknown_years(offered, last)) if window.working_days else ""
        rule = (
            f"须在{offered.isoformat()}交办之日起{days}内（至{last.isoformat()}）申请退办{'；' + note if note else ''}"
        )
        raise invalid(field, (value or requested).isoformat(), rule)


def check_coordinator(command: Assign, *, charter: Charter) -> None:
    """Refuses an assignment without a coordinating office where the charter has one, and with one where it has none."""
    if Stage.COORDINATION in charter.stages and command.coordinator is None:
        raise invalid("coordinator", None, "按章程，交办须经督查机构转办，必须填写")
    if Stage.COORDINATION not in charter.stages and command.coordinator is not None:
        raise invalid("coordinator", command.coordinator, "按章程，交办不经督查机构转办，不填")
