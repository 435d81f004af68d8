"""What the aggregation writes: tally pages and place rows for the rollup, report pages for everyone.

A page holds steps `(day, amount)` of one month. Every page carries a stamp; of two pages with the same key the one with the higher
stamp holds, and those of another cluster mean nothing.
"""

from collections.abc import Callable
from datetime import date

import msgspec
from msgspec import Struct

from shared.contracts.dated import DatedCode, DatedFlag, DatedName, DatedParent, Membership
from shared.contracts.vocabulary import Level

MEASURES_VERSION = 2
"""Of the way we count. It only ever rises; a rollback ships the old rules under a new number."""

Steps = dict[str, dict[date, int]]
"""counter -> day -> amount; zero amounts and empty counters are left out."""


class Stamp(Struct, frozen=True, kw_only=True, gc=False):
    """Where a page comes from: everything before `position` of this partition of the topic has been counted in it."""

    cluster: str
    measures: int
    topic: str
    partition: int
    position: int

    @property
    def rank(self) -> tuple[int, int]:
        """Orders the pages of one key within one cluster."""
        return self.measures, self.position


class TallyPage(Struct, frozen=True, kw_only=True, tag="page", tag_field="kind", gc=False):
    """The own steps of one organization, year and month (`2014-03`), out of one partition."""

    stamp: Stamp
    organization: str
    year: int
    month: str
    steps: Steps

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}/{self.stamp.topic}/{self.stamp.partition}".encode()


class PlaceRow(Struct, frozen=True, kw_only=True, tag="place", tag_field="kind", gc=False):
    """Where an organization stands: all that the rollup needs to know of the tree."""

    stamp: Stamp
    organization: str
    level: Level
    names: tuple[DatedName, ...]
    codes: tuple[DatedCode, ...]
    parents: tuple[DatedParent, ...]
    roster: tuple[DatedFlag, ...]
    memberships: tuple[Membership, ...] = ()

    @property
    def key(self) -> bytes:
        return f"place/{self.organization}".encode()


class ReportPage(Struct, frozen=True, kw_only=True, tag="report", tag_field="kind", gc=False):
    """The steps of one organization, year and month: `own`, and `subtree` with all below it (`…/moved`: by moves in the tree)."""

    stamp: Stamp
    organization: str
    year: int
    month: str
    own: Steps
    subtree: Steps

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}".encode()


Tallied = TallyPage | PlaceRow

encode_page = msgspec.json.Encoder().encode
_tallied: Callable[[bytes], Tallied] = msgspec.json.Decoder(Tallied).decode
_report = msgspec.json.Decoder(ReportPage).decode


class MalformedPageError(ValueError):
    """A record that is no page of ours; the message is the reason."""


def decode_tallied(value: bytes | None) -> Tallied:
    """The page or place row in a record of the tallies."""
    try:
        return _tallied(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


def decode_report(value: bytes | None) -> ReportPage:
    """The page in a record of the reports."""
    try:
        return _report(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


def month_of(day: date) -> str:
    """The page a day belongs in: `2014-03`."""
    return day.isoformat()[:7]
