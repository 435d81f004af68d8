"""The rules on the handling of a proposal by its units. Pure: no clock, no ids, no I/O."""

from dataclasses import replace
from datetime import date

from shared.domain.admission import check_text
from shared.domain.calendar import add_months
from shared.domain.charters.charter import Charter
from shared.domain.charters.values import SCHEME_TITLES, SCHEMES
from shared.domain.command import Correct
from shared.domain.comparison import name_key
from shared.domain.days import check_limit
from shared.domain.errors import invalid
from shared.domain.lines import name_in
from shared.domain.log import day_of
from shared.domain.proposals.assignment_commands import AcceptReturn, KeepAssignment, PassOn, Reassign, RequestReturn
from shared.domain.proposals.assignment_evolution import assigned_units
from shared.domain.proposals.assignment_rules import acting
from shared.domain.proposals.commands import AnyProposalCommand
from shared.domain.proposals.contact_commands import RecordContact
from shared.domain.proposals.handling_commands import Acknowledge, Assign, Countersign, Extend, Reply, Urge
from shared.domain.proposals.reply_review_commands import DraftReply, ReviewReply
from shared.domain.proposals.state import Proposal
from shared.domain.proposals.transitions import TRANSITIONS, not_now


def with_normalized_units(state: Proposal | None, command: AnyProposalCommand) -> AnyProposalCommand:
    """Returns the command with each name of a unit on one line without outer blanks, spelled as in the assignment."""
    match command:
        case Acknowledge(unit=unit) | Countersign(unit=unit) | Reply(unit=unit):
            return replace(command, unit=_spelled(state, name_in("unit", unit)))
        case RequestReturn(unit=unit) | AcceptReturn(unit=unit) | KeepAssignment(unit=unit) | PassOn(unit=unit):
            return replace(command, unit=_spelled(state, name_in("unit", unit)))
        case RecordContact(unit=unit) | DraftReply(unit=unit) | ReviewReply(unit=unit):
            return replace(command, unit=_spelled(state, name_in("unit", unit)))
        case Extend(unit=str(unit)) | Urge(unit=str(unit)):
            return replace(command, unit=_spelled(state, name_in("unit", unit)))
        case Reassign(unit=unit, to=to):
            spelled = _spelled(state, name_in("to", to))
            return replace(command, unit=_spelled(state, name_in("unit", unit)), to=spelled)
        case Assign(lead=lead, sole=sole, separate=separate, co=co, coordinator=office):
            return replace(
                command,
                lead=None if lead is None else name_in("lead", lead),
                sole=None if sole is None else name_in("sole", sole),
                separate=tuple(name_in("separate", unit) for unit in separate),
                co=tuple(name_in("co", unit) for unit in co),
                coordinator=None if office is None else name_in("coordinator", office),
            )
    return command


def _spelled(state: Proposal | None, unit: str) -> str:
    assignment = state.assignment(unit) if state else None
    return unit if assignment is None else assignment.unit


def check_assign(command: Assign, day: date, *, today: date) -> None:
    parties = {"lead": command.lead, "sole": command.sole, "separate": command.separate}
    filled = [name for name, units in parties.items() if units]
    if len(filled) != 1:
        raise invalid("lead", command.lead, "主办、独办、分办须填且只填一种")
    if command.co and filled != ["lead"]:
        raise invalid("co", list(command.co), "只有主办可以有会办单位")
    units = [unit for unit, _ in assigned_units(command)]
    if len(set(map(name_key, units))) != len(units):
        raise invalid(filled[0], units, "同一单位只能承担一种办理角色")
    check_limit("limit", command.limit or day, since=day, rule="办理期限不能早于交办日期", today=today)


def check_contribution(state: Proposal, command: Acknowledge | Countersign) -> None:
    """Refuses an acknowledgement or a countersignature that the unit has given, or does not owe."""
    if isinstance(command, Countersign):
        _check_countersign(state, command)
    elif acting(state, command.unit).acknowledged:
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, f"“{command.unit}”已签收")


def _check_countersign(state: Proposal, command: Countersign) -> None:
    unit = command.unit
    assignment = acting(state, unit)
    if assignment.owes_reply:
        raise invalid("unit", unit, "只有会办单位会签")
    if assignment.acknowledged is None:
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”尚未签收")
    if state.countersignature_entry(assignment):
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”已会签")


def complete_reply(state: Proposal, command: Reply, *, charter: Charter) -> Reply:
    """Returns the reply with the charter's scheme; refuses one that the unit does not owe now, or before every countersignature."""
    assignment = acting(state, command.unit)
    if not assignment.owes_reply:
        raise invalid("unit", command.unit, "会办单位不单独答复，请会签")
    if assignment.acknowledged is None:
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, f"“{command.unit}”尚未签收")
    if state.replied(command.unit):
        raise TRANSITIONS.field_refusal(state, "unit", command.unit, f"“{command.unit}”已答复")
    check_text("text", command.text)
    check_countersigned(state, command)
    scheme = charter.scheme
    if command.scheme not in (None, scheme):
        raise invalid("scheme", command.scheme, f"答复按章程分为{SCHEME_TITLES[scheme]}，不能另选")
    if command.answer_class not in SCHEMES[scheme]:
        raise invalid("answer_class", command.answer_class, f"答复按章程分为{SCHEME_TITLES[scheme]}，须为其中之一")
    return replace(command, scheme=scheme)


def check_countersigned(state: Proposal, command: Reply | DraftReply | ReviewReply) -> None:
    """Refuses a reply before every co-handler has countersigned."""
    waiting = [each.unit for each in state.countersignatures_missing]
    if waiting:
        raise not_now(state, command, f"会办单位尚未会签：{'、'.join(waiting)}")


def check_pending(state: Proposal, command: Extend | Urge, day: date, *, charter: Charter) -> None:
    """Refuses an extension or an urging of a unit that owes neither a reply nor a countersignature now, or against its own rules."""
    unit = command.unit
    if unit is not None and state.draft_under_review(unit):
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”的答复稿尚待审核")
    if unit is not None and acting(state, unit).unit not in state.units_pending:
        raise TRANSITIONS.field_refusal(state, "unit", unit, f"“{unit}”已答复或会签")
    if isinstance(command, Extend):
        check_extend(state, command, day, charter=charter)
    else:
        check_text("text", command.text)


def check_extend(state: Proposal, command: Extend, day: date, *, charter: Charter) -> None:
    """Refuses an extension after the limit, beyond the charter's months, or once too often."""
    check_text("reason", command.reason)
    limit = state.limits_of(command.unit)[-1][1]
    if day > limit:
        raise invalid("on", day.isoformat(), f"须在办理期限（{limit.isoformat()}）届满以前延期")
    begun = max(due.entry for due in state.dues if state.log[due.entry - 1].command != Extend.name)
    extended = sum(entry > begun for entry, _ in state.limits_of(command.unit))
    if extended >= charter.extensions:
        raise not_now(state, command, f"已延期{extended}次，按章程最多延期{charter.extensions}次")
    if command.until <= limit:
        raise invalid("until", command.until.isoformat(), f"须晚于现在的办理期限（{limit.isoformat()}）")
    latest = add_months(day_of(state.log, begun), charter.extension_months)
    if command.until > latest:
        rule = f"不能晚于{latest.isoformat()}（交办或退回重新办理之日起{charter.extension_months}个月）"
        raise invalid("until", command.until.isoformat(), rule)


def check_extensions(corrected: Proposal, command: Correct) -> None:
    """Refuses a correction after which an extension would lie after the limit that it extends, or would not lengthen it."""
    units = {step.entry: step.unit for step in corrected.extended_units}
    for due in corrected.dues:
        entry = corrected.log[due.entry - 1]
        if entry.command != Extend.name:
            continue
        until = due.limit(corrected.log)
        limit = corrected.limits_of(units.get(due.entry), before=due.entry)[-1][1]
        if not entry.on <= limit < until:
            extension = f"{entry.on.isoformat()}延期至{until.isoformat()}"
            rule = f"更正后办理期限为{limit.isoformat()}，与{extension}不符：延期须在期限内办理，且延至更晚的日期"
            raise invalid("day", command.day.isoformat(), rule)
