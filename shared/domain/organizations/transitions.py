"""The transition table of an organization: command -> the conditions that must hold, and the aspect whose days it is ordered with.

Aspects are independent of each other: a rename may be recorded for a day before the body was established, but not before the last
rename, and nothing before the day of entry.
"""

from typing import Literal, NamedTuple

from shared.domain.errors import ConflictError
from shared.domain.organizations.state import Organization

Condition = Literal["on_roster", "established", "not_established"]

TITLES: dict[Condition, str] = {
    "on_roster": "该单位不在名册内",
    "established": "该单位尚未建立机构",
    "not_established": "该单位已建立机构",
}


class Transition(NamedTuple):
    aspect: str
    conditions: tuple[Condition, ...]


TRANSITIONS: dict[str, Transition] = {
    "move": Transition("parents", ("on_roster",)),
    "merge": Transition("roster", ("on_roster",)),
    "remove": Transition("roster", ("on_roster",)),
    "rename": Transition("names", ("on_roster",)),
    "recode": Transition("codes", ("on_roster",)),
    "establish": Transition("body", ("on_roster", "not_established")),
    "standardise": Transition("body", ("on_roster", "established")),
    "dissolve": Transition("body", ("on_roster", "established")),
    "correct": Transition("none", ()),
}


def _holds(state: Organization, condition: Condition) -> bool:
    match condition:
        case "on_roster":
            return state.on_roster
        case "established":
            return state.established
        case "not_established":
            return not state.established


def allowed(state: Organization) -> tuple[str, ...]:
    """The commands that the record permits now."""
    return tuple(name for name, rule in TRANSITIONS.items() if all(_holds(state, each) for each in rule.conditions))


def check_allowed(state: Organization, command: str) -> None:
    """Refuse a command that the record does not permit, saying why and what it does permit."""
    for condition in TRANSITIONS[command].conditions:
        if not _holds(state, condition):
            raise not_allowed_now(state, TITLES[condition])


def not_allowed_now(state: Organization, why: str) -> ConflictError:
    """The refusal: why, the status, and what is allowed."""
    return ConflictError(
        "not-allowed-now", f"{why}，不能执行该操作。", status=state.status, allowed=list(allowed(state))
    )


def ordered_with(state: Organization, command: str) -> list[int]:
    """The log entries that a command's day is ordered with: those of its aspect, and the day of entry."""
    if command in ("enter", "remove", "merge"):
        return [number for number, entry in enumerate(state.log, 1) if entry.command != "correct"]
    aspect = TRANSITIONS[command].aspect
    return [1] + [
        number
        for number, entry in enumerate(state.log, 1)
        if number > 1 and (TRANSITIONS[entry.command].aspect == aspect or entry.command in ("remove", "merge"))
    ]
