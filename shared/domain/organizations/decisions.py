"""What may be recorded of an organization. Pure; whether a parent or target exists is asked by the use case before."""

from dataclasses import replace
from datetime import date

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.subjects import Subject
from shared.domain.charter import Charter
from shared.domain.command import Correct
from shared.domain.days import effective_day, is_late
from shared.domain.errors import ConflictError, NotFoundError, invalid
from shared.domain.event import Event
from shared.domain.log import check_between, day_of, entry_named
from shared.domain.organizations.commands import (
    Enter,
    Move,
    OrganizationCommand,
    Recode,
    Rename,
    Standardise,
)
from shared.domain.organizations.evolution import OrganizationEvent
from shared.domain.organizations.state import Organization
from shared.domain.organizations.transitions import check_allowed, not_allowed_now, ordered_with


def decide(
    state: Organization | None, command: OrganizationCommand, *, charter: Charter, today: date
) -> list[OrganizationEvent]:
    """The events that the command leads to; raises what `errors` draws when a rule refuses it."""
    since = _check_start(state, command)
    day = effective_day(command.on, today=today, since=since)
    late = is_late(day, reason=command.late_reason, today=today, charter=charter)
    command = replace(command, on=day)
    ruled = False
    if state is not None:
        ruled = _check(state, command, charter=charter, today=today)
    for field in ("title", "into", "parent"):
        _check_text(field, getattr(command, field, None))
    return [Event(type=TYPE_OF[Subject.ORGANIZATION, command.name], command=command, on=day, late=late, ruled=ruled)]


def _check_start(state: Organization | None, command: OrganizationCommand) -> date | None:
    """Refuse what the record does not permit now; the day before which the command cannot take effect."""
    if isinstance(command, Enter):
        if state is not None:
            raise ConflictError("already-entered", "该单位已在名册中；代码终身不重复使用。")
        return None
    if state is None:
        raise NotFoundError("unknown-organization", "没有这个单位。")
    check_allowed(state, command.name)
    if isinstance(command, Correct):
        return None
    return max(day_of(state.log, number) for number in ordered_with(state, command.name))


def _check_text(field: str, text: str | None) -> None:
    if text is not None and not text.strip():
        raise invalid(field, text, "不能为空")


def _check(state: Organization, command: OrganizationCommand, *, charter: Charter, today: date) -> bool:
    """Refuse what would change nothing or cannot be; whether the whole checklist is met afterwards."""
    match command:
        case Standardise(item=item):
            return _standardise(state, item, charter=charter)
        case Move(parent=parent) if parent == state.parent:
            raise not_allowed_now(state, "该单位已隶属于此")
        case Rename(title=title) if title == state.names[-1].value:
            raise not_allowed_now(state, "名称没有变化")
        case Recode(code=code) if code == (state.codes[-1].value if state.codes else ""):
            raise not_allowed_now(state, "代码没有变化")
        case Correct():
            _correct(state, command, today=today)
    return False


def _standardise(state: Organization, item: str, *, charter: Charter) -> bool:
    if item not in charter.checklist:
        raise invalid("item", item, f"须为{'、'.join(charter.checklist)}之一")
    if item in state.items_met():
        raise not_allowed_now(state, "该项目已落实")
    return state.items_met() | {item} >= set(charter.checklist)


def _correct(state: Organization, command: Correct, *, today: date) -> None:
    effective_day(command.day, today=today, since=None)
    _check_text("reason", command.reason)
    number = entry_named(state.log, command.step)
    step = state.log[number - 1].command
    check_between(state.log, number, command.day, neighbours=ordered_with(state, step))
