"""The decisions on an organization's record. Pure; the use case has checked that a parent or target exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from shared.contracts.catalogue import TYPE_OF
from shared.contracts.dated import DatedFlag
from shared.contracts.subjects import LONGEST_KEY, Subject, is_key
from shared.domain.admission import check_text
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.comparison import is_blank
from shared.domain.days import effective_day, is_recorded_late
from shared.domain.errors import NotFoundError, conflict, invalid
from shared.domain.event import DomainEvent
from shared.domain.lines import line_in
from shared.domain.log import check_between, day_of
from shared.domain.organizations import body_commands as bodies
from shared.domain.organizations import commands
from shared.domain.organizations.body_rules import check_body, standardise
from shared.domain.organizations.corrections import corrected_entry
from shared.domain.organizations.evolution import OrganizationEvent
from shared.domain.organizations.state import Organization
from shared.domain.organizations.transitions import check_allowed, field_refusal, ordered_with


def decide(  # noqa: C901 - one case for each command
    state: Organization | None, command: commands.OrganizationCommand, *, charter: Charter, today: date
) -> OrganizationEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = _admit(state, command, charter=charter, today=today)
    completed = event.command
    if state is None:
        return event
    match completed:
        case commands.Standardise():
            completed = standardise(state, completed, charter=charter)
        case bodies.LoseItem() | bodies.AppointDirector() | bodies.DismissDirector() | bodies.CountMembers():
            check_body(state, completed)
        case commands.Reinstate(reason=reason):
            check_text("reason", reason)
        case commands.Move(parent=parent) if parent == state.parent:
            raise field_refusal(state, "parent", parent, "该单位已隶属于此")
        case commands.Rename(title=title) if title == state.names[-1].value:
            raise field_refusal(state, "title", title, "名称没有变化")
        case commands.Recode(code=code) if code == (state.codes[-1].value if state.codes else ""):
            raise field_refusal(state, "code", code, "代码没有变化")
        case commands.Admit() | commands.Release() | commands.Convene():
            _check_membership(state, completed)
        case Correct():
            _correct(state, completed, today=today)
        case commands.Move() | commands.Rename() | commands.Recode() | commands.MergeOrganization() | commands.Remove():
            pass  # no further rule
        case commands.Enter() | commands.Establish() | commands.Dissolve() | commands.NoteConsents():
            pass
        case _:
            assert_never(completed)
    return replace(event, command=completed)


def _admit(
    state: Organization | None, command: commands.OrganizationCommand, *, charter: Charter, today: date
) -> OrganizationEvent:
    """Returns the event of the command with its effective day; raises a `LianxiError` when the record does not allow it now."""
    _check_not_established(state, command, command.on or today)
    day = effective_day(command.on, today=today, since=_check_start(state, command))
    recorded_late = is_recorded_late(day, reason=command.late_reason, today=today, charter=charter)
    return DomainEvent(
        type=TYPE_OF[Subject.ORGANIZATION, command.name],
        command=_with_normalized_names(replace(command, on=day)),
        on=day,
        recorded_late=recorded_late,
    )


def _check_not_established(state: Organization | None, command: commands.OrganizationCommand, day: date) -> None:
    """Refuses to establish a body a second time, with the day since when it exists."""
    if isinstance(command, commands.Establish) and state is not None and state.established:
        since = day_of(state.log, state.body[-1].entry)
        raise field_refusal(state, "on", day.isoformat(), f"该单位已于{since}建立机构，不能再次建立")


def _check_start(state: Organization | None, command: commands.OrganizationCommand) -> date | None:
    """Returns the earliest day on which the command can take effect, if any; refuses a command that the record does not allow now."""
    if isinstance(command, commands.Enter):
        if state is not None:
            rule = f"已是“{state.names[-1].value}”的代码；代码终身不重复使用，请另选代码"
            raise conflict("already-entered", "key", None, rule)
        return None
    if state is None:
        raise NotFoundError("unknown-organization", "没有这个单位。")
    check_allowed(state, command)
    if isinstance(command, Correct):
        return None
    return max(day_of(state.log, number) for number in ordered_with(state, command.name, _about(command)))


def _about(command: commands.OrganizationCommand) -> str | None:
    """Returns the member or the item that a command names, or None."""
    match command:
        case (
            commands.Admit(member=name)
            | commands.Release(member=name)
            | commands.Convene(member=name)
            | commands.Standardise(item=name)
            | bodies.LoseItem(item=name)
        ):
            return name
    return None


def _with_normalized_names(command: commands.OrganizationCommand) -> commands.OrganizationCommand:
    """Returns the command with its name on one line without outer blanks; refuses keys and codes that an event cannot carry."""
    match command:
        case commands.MergeOrganization(into=key):
            _check_key("into", key)
        case commands.Move(parent=key):
            _check_key("parent", key)
        case commands.Admit(member=key) | commands.Release(member=key) | commands.Convene(member=key):
            _check_key("member", key)
        case commands.Recode(code=code) if code:
            _check_key("code", code)
        case commands.Rename(title=title):
            return replace(command, title=line_in("title", title))
        case commands.Enter(title=title, parent=parent, code=code):
            if parent is not None:
                _check_key("parent", parent)
            if code:
                _check_key("code", code)
            return replace(command, title=line_in("title", title))
    return command


def _check_key(field: str, key: str) -> None:
    if not is_key(key):
        raise invalid(field, key, f"须为代码：小写字母和数字，最多{LONGEST_KEY}个")


def note_consents(consents: Mapping[str, tuple[DatedFlag, ...]], *, today: date) -> OrganizationEvent:
    """Returns the event that copies the consents of members into the record of their conference; it takes effect on their days."""
    command = commands.NoteConsents(consents=consents, on=today)
    return DomainEvent(type=TYPE_OF[Subject.ORGANIZATION, command.name], command=command, on=today, recorded_late=False)


def _check_membership(state: Organization, command: commands.ConferenceCommand) -> None:
    match command:
        case commands.Admit(member=member) if member in state.members():
            raise field_refusal(state, "member", member, "该单位已是成员单位")
        case commands.Release(member=member) | commands.Convene(member=member) if member not in state.members():
            raise invalid("member", member, "不是该联席会的成员单位")
        case commands.Convene(member=member) if member not in state.consenting_members():
            raise conflict("no-consent", "member", member, "尚未同意加入联席会，不能确定为召集单位")
        case commands.Convene(member=member) if state.convenor == member:
            raise field_refusal(state, "member", member, "该单位已是召集单位")


def _correct(state: Organization, command: Correct, *, today: date) -> None:
    effective_day(command.day, today=today, since=None, field="day")
    if is_blank(command.reason):
        raise invalid("reason", command.reason, "不能为空")
    number = corrected_entry(state, command.step)
    step = state.log[number - 1].command
    neighbours = ordered_with(state, step, state.about(number))
    check_between(state.log, number, command.day, neighbours=neighbours, subject=Subject.ORGANIZATION)
