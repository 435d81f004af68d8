"""What a platform shows beside its own fields: its townships, and the platforms below it."""

from dataclasses import dataclass
from datetime import date

from shared.committee.matters.record import MatterDetails
from shared.domain.log import day_of
from shared.domain.platforms.state import Platform


@dataclass(frozen=True, kw_only=True)
class GroupedTownship:
    """A township of an area group with its name of today, and the day since which it belongs to it."""

    key: str
    name: str
    since: date


def grouped_townships(details: MatterDetails[Platform]) -> list[GroupedTownship]:
    """Returns the townships of an area group now, each with the day of the first grouping since which it belongs to it."""
    state, since = details.state, dict[str, date]()
    for each in state.groupings:
        day = day_of(state.log, each.entry)
        since = {key: since.get(key, day) for key in each.townships}
    return [GroupedTownship(key=key, name=details.organization_name(key), since=since[key]) for key in state.townships]


@dataclass(frozen=True, kw_only=True)
class PlatformBelow:
    """A platform directly below this one."""

    matter: str
    title: str


def platforms_below(details: MatterDetails[Platform]) -> list[PlatformBelow]:
    """Returns the related platforms without the one above, by id."""
    others = (details.state.parent, details.row.id)
    related = sorted((id, each.title) for id, each in details.related.items() if id not in others)
    return [PlatformBelow(matter=id, title=title) for id, title in related]
