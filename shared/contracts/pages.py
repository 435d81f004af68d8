"""What the aggregation writes: tally pages and place rows for the rollup, report pages for everyone.

A page holds steps `(day, amount)` of one month. Every page carries a stamp; of two pages with the same key the one with the higher
stamp holds, and those of another cluster mean nothing. A marker makes all pages out of one partition void that have a lower stamp.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from sys import intern
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shared.contracts.dated import DatedCode, DatedFlag, DatedName, DatedParent, Membership
from shared.contracts.stamps import Stamp
from shared.contracts.subjects import KEY
from shared.contracts.vocabulary import Level

MOVED = "/moved"
"""Ends the name of what a counter owes to moves in the tree."""

Amount = Annotated[int, Meta(ge=-(10**12), le=10**12)]
"""Of one day; so small that whatever is made of a log full of them can still be written down."""

Steps = dict[str, dict[date, Amount]]
"""counter -> day -> amount; zero amounts and empty counters are left out."""

# `$` alone would let a line feed pass at the end.
Key = Annotated[str, Meta(pattern=rf"^{KEY}(?!\n)$")]
PageYear = Annotated[int, Meta(ge=0, le=9999)]
"""0: of no year."""

Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}(?!\n)$")]


class SessionClaim(Struct, frozen=True, kw_only=True, tag="claim", tag_field="kind", gc=False):
    """A worker begins to write pages. The offset of this record is the number of its session; nobody reads what it says."""

    worker: str

    @property
    def key(self) -> bytes:
        return b"claim"


class SnapshotMarker(Struct, frozen=True, kw_only=True, tag="marker", tag_field="kind", gc=False):
    """All pages out of this partition stand before this record: those with a lower stamp are void, wherever they stand."""

    stamp: Stamp

    @property
    def key(self) -> bytes:
        return f"marker/{self.stamp.topic}/{self.stamp.partition}".encode()


class TallyPage(Struct, frozen=True, kw_only=True, tag="page", tag_field="kind", gc=False):
    """The own steps of one organization, year and month (`2014-03`), out of one partition."""

    stamp: Stamp
    organization: Key
    year: PageYear
    month: Month
    steps: Steps

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}/{self.stamp.topic}/{self.stamp.partition}".encode()


class PlaceRow(Struct, frozen=True, kw_only=True, tag="place", tag_field="kind", gc=False):
    """Where an organization stands: all that the rollup needs to know of the tree."""

    stamp: Stamp
    organization: Key
    level: Level
    names: tuple[DatedName, ...]
    codes: tuple[DatedCode, ...]
    parents: tuple[DatedParent, ...]
    roster: tuple[DatedFlag, ...]
    memberships: tuple[Membership, ...] = ()

    @property
    def key(self) -> bytes:
        return f"place/{self.organization}".encode()


class ReportPage(Struct, frozen=True, kw_only=True, tag="report", tag_field="kind", dict=True):
    """The steps of one organization, year and month: `own`, and `subtree` with all below it (`…/moved`: by moves in the tree)."""

    stamp: Stamp
    organization: Key
    year: PageYear
    month: Month
    own: Steps
    subtree: Steps

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}".encode()

    @cached_property
    def own_month(self) -> dict[str, int]:
        """Counter -> what the whole month adds to it, movements left out; a page that is kept is added up once."""
        return _month(self.own)

    @cached_property
    def subtree_month(self) -> dict[str, int]:
        """The same, of all below it."""
        return _month(self.subtree)

    @cached_property
    def moved_month(self) -> dict[str, int]:
        """Counter -> what moves in the tree add to `subtree` in the whole month."""
        moved = {name.removesuffix(MOVED): days for name, days in self.subtree.items() if name.endswith(MOVED)}
        return {intern(counter): sum(days.values()) for counter, days in moved.items()}


def _month(steps: Steps) -> dict[str, int]:
    """With one string for one counter in all pages: adding them up is as quick again."""
    return {intern(counter): sum(days.values()) for counter, days in steps.items() if not counter.endswith(MOVED)}


Tallied = TallyPage | PlaceRow | SnapshotMarker | SessionClaim
Reported = ReportPage | SnapshotMarker | SessionClaim

encode_page = msgspec.json.Encoder().encode
_tallied: Callable[[bytes], Tallied] = msgspec.json.Decoder(Tallied).decode
_reported: Callable[[bytes], Reported] = msgspec.json.Decoder(Reported).decode
_report = msgspec.json.Decoder(ReportPage).decode


class MalformedPageError(ValueError):
    """A record that is no page of ours; the message is the reason."""


def decode_tallied(value: bytes | None) -> Tallied:
    """What a record of the tallies says."""
    try:
        return _tallied(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


def decode_reported(value: bytes | None) -> Reported:
    """What a record of the reports says."""
    try:
        return _reported(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


def decode_report(value: bytes | None) -> ReportPage:
    """A page that was kept."""
    try:
        return _report(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


@lru_cache(maxsize=10_000)
@lru_cache(maxsize=10_000)
def month_of(day: date) -> str:
    """The page a day belongs in: `2014-03`."""
    return day.isoformat()[:7]
