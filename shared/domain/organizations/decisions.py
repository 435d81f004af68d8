"""The decisions on an organization's record. Pure; the use case has checked that a parent or target exists."""

from dataclasses import replace
from datetime import date

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import LONGEST_KEY, Subject, is_key
from shared.domain.admission import check_text
from shared.domain.charter import Charter
from shared.domain.command import Correct
from shared.domain.comparison import is_blank
from shared.domain.days import effective_day, is_late
from shared.domain.errors import ConflictError, NotFoundError, invalid
from shared.domain.event import DomainEvent
from shared.domain.lines import line_in
from shared.domain.log import check_between, day_of
from shared.domain.organizations.commands import (
    Admit,
    Convene,
    Enter,
    Move,
    OrganizationCommand,
    Recode,
    Reinstate,
    Release,
    Rename,
    Standardise,
)
from shared.domain.organizations.corrections import corrected_entry
from shared.domain.organizations.evolution import OrganizationEvent
from shared.domain.organizations.state import Organization
from shared.domain.organizations.transitions import check_allowed, not_allowed_now, ordered_with


def decide(
    state: Organization | None, command: OrganizationCommand, *, charter: Charter, today: date
) -> list[OrganizationEvent]:
    """Returns the events of the command; raises a `LianxiError` when a rule refuses it."""
    since = _check_start(state, command)
    day = effective_day(command.on, today=today, since=since)
    late = is_late(day, reason=command.late_reason, today=today, charter=charter)
    command = _written(replace(command, on=day))
    ruled = False
    if state is not None:
        ruled = _check(state, command, charter=charter, today=today)
    return [
        DomainEvent(type=TYPE_OF[Subject.ORGANIZATION, command.name], command=command, on=day, late=late, ruled=ruled)
    ]


def _check_start(state: Organization | None, command: OrganizationCommand) -> date | None:
    """Returns the earliest day on which the command can take effect, if any; refuses a command that the record does not allow now."""
    if isinstance(command, Enter):
        if state is not None:
            raise ConflictError("already-entered", "该单位已在名册中；代码终身不重复使用。")
        return None
    if state is None:
        raise NotFoundError("unknown-organization", "没有这个单位。")
    check_allowed(state, command.name)
    if isinstance(command, Correct):
        return None
    return max(day_of(state.log, number) for number in ordered_with(state, command.name, _about(command)))


def _about(command: OrganizationCommand) -> str | None:
    """Returns the member or the item that a command names, or None."""
    match command:
        case Admit(member=name) | Release(member=name) | Convene(member=name) | Standardise(item=name):
            return name
    return None


def _written(command: OrganizationCommand) -> OrganizationCommand:
    """Returns the command with its name as a line; refuses keys and codes that an event cannot carry."""
    for field in ("into", "parent", "member", "code"):
        value: str | None = getattr(command, field, None)
        if value is not None and not is_key(value) and (value or field != "code"):
            raise invalid(field, value, f"须为代码：小写字母和数字，最多{LONGEST_KEY}个")
    return replace(command, title=line_in("title", command.title)) if isinstance(command, Enter | Rename) else command


def _check(state: Organization, command: OrganizationCommand, *, charter: Charter, today: date) -> bool:
    """Returns whether the command completes the checklist; refuses a command that is impossible or changes nothing."""
    match command:
        case Standardise(item=item):
            return _standardise(state, item, charter=charter)
        case Reinstate(reason=reason):
            check_text("reason", reason)
        case Move(parent=parent) if parent == state.parent:
            raise not_allowed_now(state, "该单位已隶属于此")
        case Rename(title=title) if title == state.names[-1].value:
            raise not_allowed_now(state, "名称没有变化")
        case Recode(code=code) if code == (state.codes[-1].value if state.codes else ""):
            raise not_allowed_now(state, "代码没有变化")
        case Admit(member=member) if member in state.members():
            raise not_allowed_now(state, "该单位已是成员单位")
        case Release(member=member) | Convene(member=member) if member not in state.members():
            raise invalid("member", member, "不是该联席会的成员单位")
        case Convene(member=member) if state.convenor == member:
            raise not_allowed_now(state, "该单位已是召集单位")
        case Correct():
            _correct(state, command, today=today)
    return False


def _standardise(state: Organization, item: str, *, charter: Charter) -> bool:
    if item not in charter.checklist:
        raise invalid("item", item, "不是章程规定的规范化项目")
    if item in state.items_met():
        raise not_allowed_now(state, "该项目已落实")
    return state.items_met() | {item} >= set(charter.checklist)


def _correct(state: Organization, command: Correct, *, today: date) -> None:
    effective_day(command.day, today=today, since=None, field="day")
    if is_blank(command.reason):
        raise invalid("reason", command.reason, "不能为空")
    number = corrected_entry(state, command.step)
    step = state.log[number - 1].command
    neighbours = ordered_with(state, step, state.about(number))
    check_between(state.log, number, command.day, neighbours=neighbours, subject=Subject.ORGANIZATION)
