"""Stamps of pages: the counted partition, the version of the measures, and the position reached."""

from datetime import datetime
from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

MEASURES_VERSION = 12
"""The version of the counting rules. It never decreases; a rollback releases the old rules under a new number."""

Position = Annotated[int, Meta(ge=0, le=2**63 - 1)]

Rank = tuple[int, int, int]
"""Orders the pages of one partition within one cluster: measures version, session, position."""


class Stamp(Struct, frozen=True, kw_only=True, gc=False):
    """The source of a page: all records before `position` of this partition of the topic are counted in it.

    `session`: the offset of the claim of the worker that counted; a worker to which the partition was assigned later has a higher one.
    `since`: the time of the oldest event that is counted in the page for the first time; None if there is none.
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
    """The topic and partition from which a page was computed."""

    topic: str
    partition: int


def is_newest(rank: Rank, *, known: Rank | None, marker: Rank | None = None) -> bool:
    """Returns whether a page of this rank replaces the known page of its key: it is not older, and the marker does not void it."""
    return (known is None or rank >= known) and (marker is None or rank >= marker)
