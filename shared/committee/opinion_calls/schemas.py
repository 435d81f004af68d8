"""Request and response bodies of the calls for opinion reports 约稿."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text

MOST_CALLED = 500
"""The most members that a call names; every member is called where it names none."""


@dataclass(frozen=True, kw_only=True)
class NewOpinionCall(StrictBody):
    """A new call for opinion reports. `name`: its topic; `text`: what is asked for; `deadline`: by default by the charter's days.

    `members`: ids or names of the members who are called, by default every one. `organization`: by default the account's own.
    """

    organization: Line | None = None
    name: Line
    text: Text = ""
    deadline: date | None = None
    members: Annotated[tuple[Line, ...], Field(max_length=MOST_CALLED)] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeOpinionCall(StrictBody):
    """Another topic, text or deadline of a call; what is left out stays as it is. Those who are called are notified again."""

    name: Line | None = None
    text: Text | None = None
    deadline: date | None = None


@dataclass(frozen=True, kw_only=True)
class EndOpinionCall(StrictBody):
    """Ends a call: no report names it any more."""


OpinionCallCommand = ChangeOpinionCall | EndOpinionCall


@dataclass(frozen=True, kw_only=True)
class CalledMemberView:
    """A member who is called."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class OpinionCallView:
    """A call for opinion reports. `members`: those who are called, empty for every member; `overdue`: open after its deadline.

    `reports`: the reports that name it, `late`: those of them that were collected or accepted after the deadline.
    """

    id: str
    organization: str
    year: int
    number: int
    name: str
    text: str
    opened_on: date
    deadline: date
    ended_on: date | None
    open: bool
    overdue: bool
    members: list[CalledMemberView]
    reports: int
    late: int
