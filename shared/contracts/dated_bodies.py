"""The components of facts of township bodies, and of the cadence of an organization: the entries of dated lists."""

from datetime import date
from typing import Annotated, NamedTuple

from msgspec import Meta

from shared.contracts.dated import Count, Year
from shared.contracts.vocabulary import DirectorRole


class DatedDirector(NamedTuple):
    """The director of a township body from `day` on. `role`: how the director holds the office; None: there is no director."""

    day: date
    role: DirectorRole | None


class DatedStaffing(NamedTuple):
    """The numbers of members and special-invited members 特邀委员 of a township body from `day` on."""

    day: date
    members: Count
    special_invited: Count


RuleTitle = Annotated[str, Meta(pattern=r"^[^/\n]{1,40}(?!\n)$")]
"""The title of a rule of cadence; it is the last part of the names of counters, so it contains no `/`."""


class RuleCadence(NamedTuple):
    """What one rule of cadence expects in a year, and the days of the activities that count for it, at most as many."""

    title: RuleTitle
    expected: Count
    held: tuple[date, ...]


class YearCadence(NamedTuple):
    """The activities that the charter expects of an organization in a year, and the days of those that count, at most as many.

    `rules`: the same by rule; empty in records of older versions.
    """

    year: Year
    expected: Count
    held: tuple[date, ...]
    rules: tuple[RuleCadence, ...] = ()
