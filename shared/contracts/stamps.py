"""Stamps of pages: which partition of which topic was counted, by which rules, and how far."""

from datetime import datetime
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

MEASURES_VERSION = 4
"""Of the way we count. It only ever rises; a rollback ships the old rules under a new number."""

Position = Annotated[int, Meta(ge=0, le=2**63 - 1)]

Rank = tuple[int, int, int]
"""Orders the pages of one partition within one cluster: measures version, session, position."""


class Stamp(Struct, frozen=True, kw_only=True, gc=False):
    """Where a page comes from: everything before `position` of this partition of the topic has been counted in it.

    `session`: the offset of the claim of the worker that counted. Whoever was given the partition later has the higher one.
    `since`: when the oldest event was recorded that is counted in it for the first time; None where there is no new one.
    """

    cluster: str
    measures: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    session: Position = 0
    topic: str
    partition: Position
    position: Position
    since: datetime | None = None

    @property
    def rank(self) -> Rank:
        return self.measures, self.session, self.position

    @property
    def source(self) -> "SourcePartition":
        return SourcePartition(self.topic, self.partition)


class SourcePartition(NamedTuple):
    """The partition that a page was made of."""

    topic: str
    partition: int


def is_newest(rank: Rank, *, known: Rank | None, marker: Rank | None = None) -> bool:
    """Returns whether a page of this rank replaces the known one of its key: no older than it, and not made void by the marker."""
    return (known is None or rank >= known) and (marker is None or rank >= marker)
