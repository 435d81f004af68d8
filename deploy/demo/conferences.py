"""The joint conferences of the demonstration: their members, with the day of joining, and their convenors.

The members of 武陵山 are those of its report (`deploy/data/`). The days, the order in which they convene, and the whole second
conference are demonstration data: it has 万山, and a year later 铜仁 above it, so that one member is below another one.
"""

from datetime import date
from typing import NamedTuple

from deploy.demo.neighbours import wulingshan_members
from deploy.demo.roster import TONGREN, WANSHAN, DemoRosterRow

_FIRST = 2012
_ROTATION = ("433100", "422800", TONGREN, "431200")
"""The convenors of 武陵山, for a year each in rotation: 铜仁 in 2014 and every fourth year after it."""


class DemoMembership(NamedTuple):
    """A member, and the day from which it belongs to the conference or convenes it."""

    day: date
    member: str


class Conference(NamedTuple):
    key: str
    title: str
    since: date
    members: tuple[DemoMembership, ...]
    convenors: tuple[DemoMembership, ...]

    @property
    def row(self) -> DemoRosterRow:
        """Returns the row of the conference in the import file."""
        return DemoRosterRow(self.key, self.title, "conference", "", self.since)


WULINGSHAN = Conference(
    key="wulingshan",
    title="武陵山片区政协主席联席会",
    since=date(_FIRST, 1, 1),
    members=tuple(DemoMembership(date(_FIRST, 1, 1), member) for member in wulingshan_members()),
    convenors=tuple(
        DemoMembership(date(year, 1, 1), _ROTATION[(year - _FIRST) % len(_ROTATION)]) for year in range(_FIRST, 2027)
    ),
)
WUJIANG = Conference(
    key="wujiang",
    title="乌江流域政协协商联席会（演示）",
    since=date(2014, 1, 1),
    members=(DemoMembership(date(2014, 1, 1), WANSHAN), DemoMembership(date(2015, 1, 1), TONGREN)),
    convenors=(DemoMembership(date(2014, 1, 1), WANSHAN),),
)
CONFERENCES = (WULINGSHAN, WUJIANG)
