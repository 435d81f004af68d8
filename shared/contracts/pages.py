"""The output of the aggregation: tally pages and place rows for the rollup, report pages for all services.

A page contains the steps `(day, amount)` of one month. Every page has a stamp; of two pages with the same key the one with the higher
stamp is valid, and pages of another cluster are ignored. A marker voids all pages from one partition that have a lower stamp.

The steps of a breakdown (`…/theme=social`) are in pages of their own, so that a reader of the other figures does not read them.
"""

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from sys import intern
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from shared.contracts.dated import DatedCode, DatedFlag, DatedName, DatedParent, Membership
from shared.contracts.proposal_vocabulary import Breakdown
from shared.contracts.stamps import Stamp
from shared.contracts.subjects import KEY
from shared.contracts.vocabulary import Level

MOVED = "/moved"
"""The suffix of counters that contain the effect of moves in the tree."""

Amount = Annotated[int, Meta(ge=-(10**12), le=10**12)]
"""The amount of one day; the bounds ensure that the sums of a full log can still be encoded."""

Steps = dict[str, dict[date, Amount]]
"""Counter -> day -> amount; zero amounts and empty counters are omitted."""

# `$` alone would accept a line feed at the end.
Key = Annotated[str, Meta(pattern=rf"^{KEY}(?!\n)$")]
PageYear = Annotated[int, Meta(ge=0, le=9999)]
"""The year of a page; 0 for counters without a year."""

Month = Annotated[str, Meta(pattern=r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])(?!\n)$")]


class SessionClaim(Struct, frozen=True, kw_only=True, tag="claim", tag_field="kind", gc=False):
    """The record with which a worker begins a session. Its offset is the number of the session; its content is not used."""

    worker: str

    @property
    def key(self) -> bytes:
        return b"claim"


class SnapshotMarker(Struct, frozen=True, kw_only=True, tag="marker", tag_field="kind", gc=False):
    """The end of a snapshot: all pages of this partition precede this record, and those with a lower stamp are void, at any offset."""

    stamp: Stamp

    @property
    def key(self) -> bytes:
        return f"marker/{self.stamp.topic}/{self.stamp.partition}".encode()


class TallyPage(Struct, frozen=True, kw_only=True, tag="page", tag_field="kind", gc=False):
    """The own steps of one organization, year and month (`2014-03`), from one partition."""

    stamp: Stamp
    organization: Key
    year: PageYear
    month: Month
    steps: Steps

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}/{self.stamp.topic}/{self.stamp.partition}".encode()


class TallyBreakdown(TallyPage, frozen=True, kw_only=True, tag="breakdown", tag_field="kind", gc=False):
    """The own steps of one organization, year and month, of the counters of one breakdown."""

    breakdown: Breakdown

    @property
    def key(self) -> bytes:
        page = f"{self.organization}/{self.year}/{self.month}/{self.breakdown}"
        return f"{page}/{self.stamp.topic}/{self.stamp.partition}".encode()


class PlaceRow(Struct, frozen=True, kw_only=True, tag="place", tag_field="kind", gc=False):
    """The place of an organization in the tree: all facts about it that the rollup needs."""

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
        return f"place/{self.organization}/{self.stamp.topic}".encode()


class ReportPage(Struct, frozen=True, kw_only=True, tag="report", tag_field="kind", dict=True):
    """The steps of one organization, year and month: its `own`, and those of its `subtree` (`…/moved`: by moves in the tree)."""

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
        """Returns counter -> sum of the month in `own`, without moves; computed once per page."""
        return _month(self.own)

    @cached_property
    def subtree_month(self) -> dict[str, int]:
        """Returns counter -> sum of the month in `subtree`, without moves."""
        return _month(self.subtree)

    @cached_property
    def moved_month(self) -> dict[str, int]:
        """Returns counter -> sum of the month in `subtree` by moves in the tree."""
        moved = {name.removesuffix(MOVED): days for name, days in self.subtree.items() if name.endswith(MOVED)}
        return {intern(counter): sum(days.values()) for counter, days in moved.items()}


class ReportBreakdown(ReportPage, frozen=True, kw_only=True, tag="report_breakdown", tag_field="kind", dict=True):
    """The steps of one organization, year and month, of the counters of one breakdown."""

    breakdown: Breakdown

    @property
    def key(self) -> bytes:
        return f"{self.organization}/{self.year}/{self.month}/{self.breakdown}".encode()


def breakdown_of(page: TallyPage | ReportPage) -> Breakdown | None:
    """Returns the breakdown that a page contains; None for a page of the other figures."""
    return page.breakdown if isinstance(page, TallyBreakdown | ReportBreakdown) else None


def _month(steps: Steps) -> dict[str, int]:
    """Returns the sums by counter. Counter names are interned, because that doubles the speed of adding pages up."""
    return {intern(counter): sum(days.values()) for counter, days in steps.items() if not counter.endswith(MOVED)}


Tallied = TallyPage | TallyBreakdown | PlaceRow | SnapshotMarker | SessionClaim
Reported = ReportPage | ReportBreakdown | SnapshotMarker | SessionClaim

encode_page = msgspec.json.Encoder().encode
_tallied: Callable[[bytes], Tallied] = msgspec.json.Decoder(Tallied).decode
_reported: Callable[[bytes], Reported] = msgspec.json.Decoder(Reported).decode
_report: Callable[[bytes], ReportPage | ReportBreakdown] = msgspec.json.Decoder(ReportPage | ReportBreakdown).decode


class MalformedPageError(ValueError):
    """A record is not a valid page of the contract; the message is the reason."""


def decode_tallied(value: bytes | None) -> Tallied:
    """Returns the page, row, marker or claim in a record of the tallies. Raises `MalformedPageError`."""
    try:
        tallied = _tallied(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error
    if isinstance(tallied, TallyPage):
        _check_days(tallied)
    return tallied


def _check_days(page: TallyPage) -> None:
    """Refuses days outside of the month: readers keep the day of the month alone."""
    for days in page.steps.values():
        for day in days:
            if month_of(day) != page.month:
                raise MalformedPageError(f"{day.isoformat()} is not in {page.month}")


def decode_reported(value: bytes | None) -> Reported:
    """Returns the page, marker or claim in a record of the reports. Raises `MalformedPageError`."""
    try:
        return _reported(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


def decode_report(value: bytes | None) -> ReportPage:
    """Returns a stored report page. Raises `MalformedPageError`."""
    try:
        return _report(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedPageError(str(error)) from error


@lru_cache(maxsize=10_000)
def month_of(day: date) -> str:
    """Returns the month of a day, as in the key of its page: `2014-03`."""
    return day.isoformat()[:7]
