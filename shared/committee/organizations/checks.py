"""What the rules of one record cannot know: whether the others that a command names exist, and are what they must be."""

from dataclasses import replace
from datetime import date

from shared.committee.directory.places import Places
from shared.committee.organizations.keeping import KEPT_ABOVE, LEVELS, MEMBERS, is_above
from shared.contracts.subjects import LONGEST_KEY, is_key
from shared.contracts.vocabulary import Level
from shared.domain.command import Correct
from shared.domain.days import FIRST_DAY
from shared.domain.errors import ConflictError, InvalidError, invalid
from shared.domain.organizations.commands import (
    Admit,
    Convene,
    Enter,
    Merge,
    Move,
    OrganizationCommand,
    Recode,
    Reinstate,
    Release,
    Remove,
)
from shared.domain.organizations.corrections import recorded_command
from shared.domain.organizations.state import Organization


def completed(
    key: str, level: Level, command: OrganizationCommand, *, places: Places, day: date
) -> OrganizationCommand:
    """The command with the keys of those it names, whatever code they were named by; raises when one of them cannot be meant."""
    match command:
        case Enter():
            return _enter(key, command, places=places, day=day)
        case Move(parent=parent):
            above = _parent(parent, level, places=places, day=day)
            _check_on_roster("parent", parent, above, places=places, day=day)
            return replace(command, parent=above)
        case Remove():
            _check_took_over_nobody(key, places=places, since=day)
        case Merge(into=into):
            target = _target(key, level, into, places=places, day=day)
            _check_took_over_nobody(key, places=places, since=day)
            return replace(command, into=target)
        case Admit(member=member):
            return replace(command, member=_member(member, places=places, day=day))
        case Release(member=member) | Convene(member=member):
            return replace(command, member=places.resolve(member, day))
        case Reinstate():
            _check_code(key, places.code(key, date.max), places=places, day=date.max)
        case Recode(code=code):
            _check_code(key, code, places=places, day=day)
    return command


def check_corrected(key: str, state: Organization, command: Correct, *, places: Places) -> None:
    """Refuse a day on which the corrected step would have been refused for the sake of others."""
    step = recorded_command(state, command)
    if isinstance(step, Enter):
        _check_took_over_nobody(key, places=places, until=command.day)
    if step is None:
        return
    try:
        completed(key, state.level, step, places=places, day=command.day)
    except InvalidError as error:
        raise invalid("day", command.day.isoformat(), error.fields[0].rule) from error


def check_entered(command: Enter) -> None:
    """Refuse a level that is not entered, and a parent that is missing or cannot be."""
    if command.level not in (*LEVELS, Level.CONFERENCE):
        raise invalid(
            "level", str(command.level), f"须为{'、'.join(each.title_zh for each in (*LEVELS, Level.CONFERENCE))}之一"
        )
    if command.level in KEPT_ABOVE and command.parent is None:
        raise invalid("parent", None, "必须填写")
    if command.level is Level.CONFERENCE and command.parent is not None:
        raise invalid("parent", command.parent, "联席会没有上级，不填")


def _enter(key: str, command: Enter, *, places: Places, day: date) -> Enter:
    if not is_key(key):
        raise invalid("key", key, f"须为小写字母和数字，最多{LONGEST_KEY}个")
    check_entered(command)
    known = places.holder(key, day)
    if known is not None and known != key:
        raise ConflictError(
            "already-entered", f"{key} 是{places.newest_name(known)}（{known}）的代码；代码终身不重复使用"
        )
    _check_code(key, command.code, places=places, day=day)
    if command.parent is None:
        return command
    above = _parent(command.parent, command.level, places=places, day=day)
    if day >= FIRST_DAY:  # an earlier day is refused as a day
        _check_on_roster("parent", command.parent, above, places=places, day=day)
    return replace(command, parent=above)


def _parent(word: str, level: Level, *, places: Places, day: date) -> str:
    parent = places.resolve(word, day)
    if not is_above(places.level(parent), level):
        title = places.level(parent).title_zh
        raise invalid(
            "parent", word, f"上级须高于本级：{places.newest_name(parent)}是{title}，不能是{level.title_zh}的上级"
        )
    return parent


def _target(key: str, level: Level, word: str, *, places: Places, day: date) -> str:
    target = places.resolve(word, day)
    if target == key:
        raise invalid("into", word, "不能并入自身")
    if places.level(target) is not level:
        raise invalid("into", word, "只能并入同级单位")
    _check_on_roster("into", word, target, places=places, day=day)
    if key in places.successors(target):
        raise invalid("into", word, f"{places.newest_name(target)}已并入本单位")
    return target


def _check_took_over_nobody(key: str, *, places: Places, since: date = date.min, until: date = date.max) -> None:
    """Refuse a day off the roster on which another organization was merged into this one."""
    for other in places:
        facts = places.facts(other)
        if facts.merged_into == key and since <= (day := facts.roster[-1].day) < until:
            merged = f"{places.newest_name(other)}已于{day.isoformat()}并入{places.newest_name(key)}"
            raise ConflictError("took-over", f"{merged}，该单位当日须在名册内")


def _member(word: str, *, places: Places, day: date) -> str:
    member = places.resolve(word, day)
    if places.level(member) not in MEMBERS:
        title = places.level(member).title_zh
        raise invalid("member", word, f"成员单位须为{'或'.join(level.title_zh for level in MEMBERS)}，不能是{title}")
    _check_on_roster("member", word, member, places=places, day=day)
    return member


def _check_on_roster(field: str, word: str, key: str, *, places: Places, day: date) -> None:
    if not places.on_roster(key, day):
        raise invalid(field, word, f"{places.newest_name(key)}当日（{day.isoformat()}）不在名册内")


def _check_code(key: str, code: str, *, places: Places, day: date) -> None:
    if not code:
        return
    holder = places.holder(code, day)
    if holder not in (None, key) and places.code(holder, day) == code and places.on_roster(holder, day):
        raise ConflictError("code-taken", f"{code} 是{places.newest_name(holder)}（{holder}）的代码")
