"""Request and response bodies of the calls for opinion reports 约稿."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.committee.bodies import Line, StrictBody, Text
from shared.committee.opinion_calls.repository import CalledMemberView
from shared.committee.registers.register import NumberedEntryView

MOST_CALLED = 500
"""The most members, and the most organizations, that a call names; every member is called where it names neither."""


@dataclass(frozen=True, kw_only=True)
class NewOpinionCall(StrictBody):
    """A new call for opinion reports. `name`: its topic; `text`: what is asked for; `deadline`: by default by the charter's days.

    `members`: ids or names of the members who are called; `organizations`: codes of organizations directly below. Without both, every
    member is called. `organization`: by default the account's own.
    """

    organization: Line | None = None
    name: Line
    text: Text = ""
    deadline: date | None = None
    members: Annotated[tuple[Line, ...], Field(max_length=MOST_CALLED)] = ()
    organizations: Annotated[tuple[Line, ...], Field(max_length=MOST_CALLED)] = ()


@dataclass(frozen=True, kw_only=True)
class PassOnOpinionCall(StrictBody):
    """Calls further members and organizations directly below, with the texts and the deadline of the call; without both, every member.

    So an organization passes on what it was called for from above.
    """

    members: Annotated[tuple[Line, ...], Field(max_length=MOST_CALLED)] = ()
    organizations: Annotated[tuple[Line, ...], Field(max_length=MOST_CALLED)] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeOpinionCall(StrictBody):
    """Another topic, text or deadline of a call; what is left out stays as it is. Those who are called are notified again.

    Of a call from above only the deadline changes, and not to a later day.
    """

    name: Line | None = None
    text: Text | None = None
    deadline: date | None = None


@dataclass(frozen=True, kw_only=True)
class EndOpinionCall(StrictBody):
    """Ends a call: no report names it any more."""


OpinionCallCommand = PassOnOpinionCall | ChangeOpinionCall | EndOpinionCall


@dataclass(frozen=True, kw_only=True)
class CalledOrganizationView:
    """An organization that is called, and how many reports that name the call it has sent."""

    key: str
    name: str
    reports: int


@dataclass(frozen=True, kw_only=True)
class OpinionCallView(NumberedEntryView):
    """A call for opinion reports. `members`, `organizations`: those who are called by name; `overdue`: open after its deadline.

    `reports`: the reports that name it, `late`: those of them that were collected or accepted after the deadline; `answered`: how many of
    the organizations have sent one. `caller`: the organization above that it came from, `upper_deadline`: the deadline there,
    `answered_above`: whether a report was sent to it.
    """

    opened_on: date
    deadline: date
    ended_on: date | None
    open: bool
    overdue: bool
    every_member: bool
    members: list[CalledMemberView]
    organizations: list[CalledOrganizationView]
    answered: int
    reports: int
    late: int
    caller: str | None
    caller_name: str
    upper_deadline: date | None
    answered_above: bool
