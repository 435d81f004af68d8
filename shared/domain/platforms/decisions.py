"""The decisions on a grass-roots platform. Pure; the use case has checked the parent, the household and the townships."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import NamedTuple, assert_never

from shared.contracts.platform_vocabulary import PlatformClass
from shared.contracts.vocabulary import Level
from shared.domain.admission import DecisionContext, admit, check_text, year_of
from shared.domain.charters.charter import Charter
from shared.domain.command import Correct
from shared.domain.errors import EntryCount, invalid
from shared.domain.lines import line_in
from shared.domain.platforms.commands import (
    Appoint,
    ClosePlatform,
    FilePlatform,
    PlatformCommand,
    RecordReception,
    RegisterPlatform,
    Regroup,
    RenamePlatform,
)
from shared.domain.platforms.evolution import PlatformEvent
from shared.domain.platforms.state import Platform
from shared.domain.platforms.transitions import TRANSITIONS

MOST_VISITORS = 100_000


class ClassRule(NamedTuple):
    """The rule of a class: the levels that have such platforms, the class of the parent, and whether the charter gives it deputies."""

    levels: Collection[Level]
    parent: PlatformClass | None = None
    has_deputies: bool = False


_COMMITTEES = (Level.COUNTY, Level.CITY)
RULES: dict[PlatformClass, ClassRule] = {
    PlatformClass.AREA_GROUP: ClassRule(_COMMITTEES),
    PlatformClass.STATION: ClassRule((Level.TOWNSHIP,), has_deputies=True),
    PlatformClass.POINT: ClassRule((Level.TOWNSHIP,), PlatformClass.STATION),
    PlatformClass.HOUSEHOLD: ClassRule((Level.TOWNSHIP,), PlatformClass.POINT),
    PlatformClass.CONTACT_POINT: ClassRule((Level.TOWNSHIP, *_COMMITTEES, Level.PROVINCE)),
}
_ONLY: dict[str, PlatformClass] = {
    "household": PlatformClass.HOUSEHOLD,
    "townships": PlatformClass.AREA_GROUP,
    "special_committee": PlatformClass.AREA_GROUP,
    "contact_form": PlatformClass.CONTACT_POINT,
    "address": PlatformClass.CONTACT_POINT,
}
"""Field -> the class that has it and no other; it must have it, but for the address."""
_OPTIONAL = frozenset({"address"})


def decide(state: Platform | None, command: PlatformCommand, *, context: DecisionContext) -> PlatformEvent:
    """Returns the event of the command; raises a `LianxiError` when a rule refuses it."""
    event = admit(state, command, TRANSITIONS, context=context)
    completed = event.command
    if state is None:
        return replace(event, command=_begin(completed, event.on, context=context))
    if not state.can(completed.name):
        raise TRANSITIONS.refusal(state, command, f"“{state.platform.title_zh}”没有这一步骤")
    match completed:
        case Appoint():
            completed = _with_people(state.platform, completed, charter=context.charter)
        case Regroup(townships=townships):
            _check_townships(townships)
        case RecordReception(visitors=visitors):
            if not 1 <= visitors <= MOST_VISITORS:
                raise invalid("visitors", visitors, f"须在1至{MOST_VISITORS}之间")
        case RenamePlatform():
            completed = _renamed(state.platform, completed)
        case ClosePlatform(reason=reason):
            check_text("reason", reason)
        case RegisterPlatform() | FilePlatform() | Correct():
            pass  # no rule of their own
        case _:
            assert_never(completed)
    return replace(event, command=completed)


def _begin(command: PlatformCommand, day: date, *, context: DecisionContext) -> PlatformCommand:
    """Returns the platform with its year; refuses a field that its class lacks, and a missing one that it needs."""
    if not isinstance(command, RegisterPlatform):
        return command
    platform, rule = command.platform, RULES[command.platform]
    if context.level not in rule.levels:
        levels = "、".join(each.title_zh for each in rule.levels)
        raise invalid("class", str(platform), f"“{platform.title_zh}”由{levels}登记")
    for field, only in _ONLY.items():
        value = getattr(command, field)
        if platform is only and not value and field not in _OPTIONAL:
            raise invalid(field, None, f"“{platform.title_zh}”必须填写")
        if platform is not only and value:
            raise invalid(field, _shown(value), f"只有“{only.title_zh}”填写")
    if rule.parent is None and command.parent:
        raise invalid("parent", command.parent, f"“{platform.title_zh}”没有上一级平台")
    if rule.parent is not None and not command.parent:
        raise invalid("parent", None, f"必须填写所属的“{rule.parent.title_zh}”")
    _check_townships(command.townships)
    completed = replace(command, year=year_of(command.year, day), address=_line("address", command.address))
    return _with_people(platform, completed, charter=context.charter)


def _renamed(platform: PlatformClass, command: RenamePlatform) -> RenamePlatform:
    """Returns the command with its texts as lines; refuses one without a field, and what only a contact point has."""
    if not (command.title or command.contact_form or command.address):
        raise invalid("title", None, "至少填写一项")
    for field in ("contact_form", "address"):
        value = getattr(command, field)
        if value and platform is not _ONLY[field]:
            raise invalid(field, value, f"只有“{_ONLY[field].title_zh}”填写")
    return replace(command, title=_line("title", command.title), address=_line("address", command.address))


def _line(field: str, text: str) -> str:
    """Returns the text of a field that may be omitted as a line."""
    return line_in(field, text) if text else ""


def _shown(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _with_people(platform: PlatformClass, command: RegisterPlatform | Appoint, *, charter: Charter) -> PlatformCommand:
    """Returns the command with the names as lines; refuses a number of deputies that the class does not have."""
    deputies = tuple(line_in("deputies", each) for each in command.deputies)
    fewest, most = charter.station_deputies if RULES[platform].has_deputies else (0, 0)
    if not fewest <= len(deputies) <= most:
        several = f"{fewest}至{most}名" if most else "不设"
        raise invalid(
            "deputies", EntryCount(len(deputies)), f"“{platform.title_zh}”的副职{several}，现在是{len(deputies)}名"
        )
    head = line_in("head", command.head)
    if head in deputies or len(set(deputies)) != len(deputies):
        raise invalid("deputies", EntryCount(len(deputies)), "每人只填一次，负责人不兼副职")
    committee = command.special_committee
    if committee and platform is not PlatformClass.AREA_GROUP:
        raise invalid("special_committee", None, f"只有“{PlatformClass.AREA_GROUP.title_zh}”填写")
    named = line_in("special_committee", committee) if committee else ""
    return replace(command, head=head, deputies=deputies, special_committee=named)


def _check_townships(townships: tuple[str, ...]) -> None:
    if len(set(townships)) != len(townships):
        raise invalid("townships", list(townships), "同一乡镇只填一次")
