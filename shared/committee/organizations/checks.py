"""Checks of a command against other records: the organizations that it refers to exist and are eligible."""

from dataclasses import replace
from datetime import date

from shared.committee.directory.tree import OrganizationTree
from shared.contracts.subjects import LONGEST_KEY, is_key
from shared.contracts.vocabulary import Level
from shared.domain.command import Correct
from shared.domain.days import FIRST_DAY
from shared.domain.errors import ConflictError, InvalidError, conflict, invalid
from shared.domain.organizations import commands
from shared.domain.organizations.corrections import recorded_command
from shared.domain.organizations.keepers import KEPT_ABOVE, LEVELS, MEMBERS, may_be_above
from shared.domain.organizations.state import Organization


def completed(
    key: str, level: Level, command: commands.OrganizationCommand, *, tree: OrganizationTree, day: date
) -> commands.OrganizationCommand:
    """Returns the command with keys in place of codes; raises when a referenced organization is unknown or not eligible."""
    match command:
        case commands.Enter():
            return _enter(key, command, tree=tree, day=day)
        case commands.Move(parent=parent):
            above = _parent(parent, level, tree=tree, day=day)
            _check_on_roster("parent", parent, above, tree=tree, day=day)
            return replace(command, parent=above)
        case commands.Remove():
            _check_took_over_nobody(key, tree=tree, since=day)
        case commands.MergeOrganization(into=into):
            target = _target(key, level, into, tree=tree, day=day)
            _check_took_over_nobody(key, tree=tree, since=day)
            return replace(command, into=target)
        case commands.Admit(member=member):
            return replace(command, member=_member(member, tree=tree, day=day))
        case commands.Release(member=member) | commands.Convene(member=member):
            return replace(command, member=tree.resolve(member, day))
        case commands.Reinstate():
            _check_code(key, tree.code(key, date.max), tree=tree, day=date.max)
        case commands.Recode(code=code):
            _check_code(key, code, tree=tree, day=day)
    return command


def check_corrected(key: str, state: Organization, command: Correct, *, tree: OrganizationTree) -> None:
    """Refuses a corrected day on which the checks against other records would have refused the step."""
    step = recorded_command(state, command)
    if isinstance(step, commands.Enter):
        _check_took_over_nobody(key, tree=tree, until=command.day)
    if step is None:
        return
    try:
        completed(key, state.level, step, tree=tree, day=command.day)
    except InvalidError as error:
        raise invalid("day", command.day.isoformat(), error.fields[0].rule) from error


def check_entered(command: commands.Enter) -> None:
    """Refuses a level that cannot be entered, a missing parent, and the parent of a conference."""
    if command.level not in (*LEVELS, Level.CONFERENCE):
        raise invalid(
            "level", str(command.level), f"须为{'、'.join(each.title_zh for each in (*LEVELS, Level.CONFERENCE))}之一"
        )
    if command.level in KEPT_ABOVE and command.parent is None:
        raise invalid("parent", None, "必须填写")
    if command.level is Level.CONFERENCE and command.parent is not None:
        raise invalid("parent", command.parent, "联席会没有上级，不填")


def _enter(key: str, command: commands.Enter, *, tree: OrganizationTree, day: date) -> commands.Enter:
    if not is_key(key):
        raise invalid("key", key, f"须为小写字母和数字，最多{LONGEST_KEY}个")
    check_entered(command)
    known = tree.holder(key, day)
    if known is not None and known != key:
        raise conflict(
            "already-entered", "key", key, f"{key} 是{tree.newest_name(known)}（{known}）的代码；代码终身不重复使用"
        )
    _check_code(key, command.code, tree=tree, day=day)
    if command.parent is None:
        return command
    above = _parent(command.parent, command.level, tree=tree, day=day)
    if day >= FIRST_DAY:  # the domain refuses an earlier day
        _check_on_roster("parent", command.parent, above, tree=tree, day=day)
    return replace(command, parent=above)


def _parent(word: str, level: Level, *, tree: OrganizationTree, day: date) -> str:
    parent = tree.resolve(word, day)
    if not may_be_above(tree.level(parent), level):
        title = tree.level(parent).title_zh
        raise invalid(
            "parent", word, f"上级须高于本级：{tree.newest_name(parent)}是{title}，不能是{level.title_zh}的上级"
        )
    return parent


def _target(key: str, level: Level, word: str, *, tree: OrganizationTree, day: date) -> str:
    target = tree.resolve(word, day)
    if target == key:
        raise invalid("into", word, "不能并入自身")
    if tree.level(target) is not level:
        raise invalid("into", word, "只能并入同级单位")
    _check_on_roster("into", word, target, tree=tree, day=day)
    if key in tree.successors(target):
        raise invalid("into", word, f"{tree.newest_name(target)}已并入本单位")
    return target


def _check_took_over_nobody(
    key: str, *, tree: OrganizationTree, since: date = date.min, until: date = date.max
) -> None:
    """Refuses absence from the roster in a period in which another organization was merged into this one."""
    for other in tree:
        facts = tree.facts(other)
        if facts.merged_into == key and since <= (day := facts.roster[-1].day) < until:
            merged = f"{tree.newest_name(other)}已于{day.isoformat()}并入{tree.newest_name(key)}"
            raise ConflictError("took-over", f"{merged}，该单位当日须在名册内")


def _member(word: str, *, tree: OrganizationTree, day: date) -> str:
    member = tree.resolve(word, day)
    if tree.level(member) not in MEMBERS:
        title = tree.level(member).title_zh
        raise invalid("member", word, f"成员单位须为{'或'.join(level.title_zh for level in MEMBERS)}，不能是{title}")
    _check_on_roster("member", word, member, tree=tree, day=day)
    return member


def _check_on_roster(field: str, word: str, key: str, *, tree: OrganizationTree, day: date) -> None:
    if not tree.on_roster(key, day):
        raise invalid(field, word, f"{tree.newest_name(key)}当日（{day.isoformat()}）不在名册内")


def _check_code(key: str, code: str, *, tree: OrganizationTree, day: date) -> None:
    if not code:
        return
    holder = tree.holder(code, day)
    if holder not in (None, key) and tree.code(holder, day) == code and tree.on_roster(holder, day):
        raise conflict("code-taken", "code", code, f"{code} 是{tree.newest_name(holder)}（{holder}）的代码")
