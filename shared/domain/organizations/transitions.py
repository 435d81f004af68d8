"""The transition table of an organization: command -> its conditions, and the aspect whose days it is ordered with.

Aspects are independent of each other: a rename may be recorded for a day before the body was established, but not before the last
rename, and nothing before the day of entry. The steps of one member of a conference are ordered with each other, and the items of the
checklist are met independently of each other.
"""

from typing import Literal, NamedTuple

from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.errors import ConflictError, FieldError
from shared.domain.log import STEPLESS
from shared.domain.organizations.commands import COMMANDS
from shared.domain.organizations.state import Organization
from shared.domain.transitions import NOT_NOW

Condition = Literal["on_roster", "off_roster", "in_tree", "established", "not_established", "conference", "members"]

TITLES: dict[Condition, str] = {
    "on_roster": "该单位不在名册内",
    "off_roster": "该单位在名册内",
    "in_tree": "联席会不属于任何一级",
    "established": "该单位尚未建立机构",
    "not_established": "该单位已建立机构",
    "conference": "该单位不是联席会",
    "members": "该联席会没有成员单位",
}


class Transition(NamedTuple):
    aspect: str
    conditions: tuple[Condition, ...]


TRANSITIONS: dict[str, Transition] = {
    "move": Transition("parents", ("on_roster", "in_tree")),
    "merge": Transition("roster", ("on_roster",)),
    "remove": Transition("roster", ("on_roster",)),
    "reinstate": Transition("roster", ("off_roster",)),
    "rename": Transition("names", ("on_roster",)),
    "recode": Transition("codes", ("on_roster",)),
    "establish": Transition("body", ("on_roster", "in_tree", "not_established")),
    "standardise": Transition("body", ("on_roster", "established")),
    "lose_item": Transition("body", ("on_roster", "established")),
    "appoint_director": Transition("director", ("on_roster", "established")),
    "dismiss_director": Transition("director", ("on_roster", "established")),
    "count_members": Transition("staffing", ("on_roster", "established")),
    "dissolve": Transition("body", ("on_roster", "established")),
    "admit": Transition("member", ("on_roster", "conference")),
    "release": Transition("member", ("on_roster", "conference", "members")),
    "convene": Transition("convenors", ("on_roster", "conference", "members")),
    "correct": Transition("none", ()),
}


def _holds(state: Organization, condition: Condition) -> bool:
    match condition:
        case "on_roster":
            return state.on_roster
        case "off_roster":
            return not state.on_roster
        case "in_tree":
            return state.level is not Level.CONFERENCE
        case "conference":
            return state.level is Level.CONFERENCE
        case "established":
            return state.established
        case "not_established":
            return not state.established
        case "members":
            return bool(state.members())


def allowed(state: Organization) -> tuple[str, ...]:
    """Returns the commands that the record allows now."""
    return tuple(name for name, rule in TRANSITIONS.items() if all(_holds(state, each) for each in rule.conditions))


def check_allowed(state: Organization, command: Command) -> None:
    """Refuses a command that the record does not allow; the error gives the reason and the allowed commands."""
    for condition in TRANSITIONS[command.name].conditions:
        if not _holds(state, condition):
            raise not_allowed_now(state, command, TITLES[condition])


def not_allowed_now(state: Organization, command: Command, why: str) -> ConflictError:
    """Returns the error with the reason, the status and the allowed commands, which the detail names, too."""
    titles = [COMMANDS.every_by_name[name].title_zh for name in allowed(state) if name != command.name]
    return _conflict(state, f"{why}，不能“{command.title_zh}”。这一状态下可以：{'、'.join(titles)}。")


def field_refusal(state: Organization, field: str, value: object, why: str) -> ConflictError:
    """Returns the error of a field whose value the record refuses, with the status and the allowed commands."""
    return _conflict(state, why, FieldError(field, value, why))


def _conflict(state: Organization, detail: str, *fields: FieldError) -> ConflictError:
    return ConflictError(NOT_NOW, detail, fields=fields, status=state.status, allowed=list(allowed(state)))


def ordered_with(state: Organization, command: str, about: str | None) -> list[int]:
    """Returns the log entries that a command's day is ordered with: entry and leaving, those of its aspect, and of its member or item.

    `about`: the member or the item that the command names. Corrections and reversed steps are not ordered.
    """
    kept = {flag.entry for flag in state.roster}
    steps = [
        number
        for number, entry in enumerate(state.log, 1)
        if entry.command not in _UNORDERED and (entry.command not in _WHOLE or number in kept)
    ]
    if command in _WHOLE:
        return steps
    same = state.entries_about(about) if about is not None else frozenset()
    apart = state.items_apart(about) if command == "standardise" else frozenset()
    return [
        number
        for number in steps
        if state.log[number - 1].command in _WHOLE
        or number in same
        or (_are_ordered(command, state.log[number - 1].command) and number not in apart)
    ]


def _are_ordered(command: str, other: str) -> bool:
    """Returns whether the days of two commands are ordered: those of one aspect, and the life of a body with all that it has."""
    aspects = {TRANSITIONS[command].aspect, TRANSITIONS[other].aspect}
    if len(aspects) == 1:
        return aspects != {"member"}
    return aspects <= _OF_A_BODY and not _LIFE_OF_A_BODY.isdisjoint((command, other))


_OF_A_BODY = {"body", "director", "staffing"}
_LIFE_OF_A_BODY = {"establish", "dissolve"}
_UNORDERED = STEPLESS | {"reinstate"}
_WHOLE = ("enter", "remove", "merge")
"""Commands that begin or end the record, and with which all others are ordered."""
