"""Request and response bodies of the plenary sessions of a committee."""

from dataclasses import dataclass
from datetime import date

from shared.committee.bodies import Line, StrictBody


@dataclass(frozen=True, kw_only=True)
class NewPlenarySession(StrictBody):
    """A plenary session 全体会议 of a session year, instead of what was recorded of the same session before.

    `term` 届 and `session` 次: its numbers; `year`: by default that of its first day. `deadline`: the last day on which session
    proposals are submitted; a proposal submitted later is an ordinary one. `organization`: by default the account's own.
    """

    organization: Line | None = None
    term: int
    session: int
    first_day: date
    last_day: date
    deadline: date | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class RemovePlenarySession(StrictBody):
    """Removes a plenary session that was recorded by mistake, while no proposal was submitted in it.

    `organization`: by default the account's own.
    """

    organization: Line | None = None


@dataclass(frozen=True, kw_only=True)
class PlenarySessionView:
    """A plenary session. `title`: its name, such as 第十届第三次会议; `key`: it in addresses, such as 10-3."""

    organization: str
    key: str
    year: int
    term: int
    session: int
    title: str
    first_day: date
    last_day: date
    deadline: date | None


@dataclass(frozen=True, kw_only=True)
class PlenarySessions:
    """The plenary sessions of a committee, the newest first."""

    items: list[PlenarySessionView]
