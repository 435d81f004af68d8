"""Rollup: tally pages and place rows in, report pages out."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from aiokafka import TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.course import Course
from services.aggregation.rollup.sums import PageKey, Sums
from services.aggregation.stage import Page, Rejected, State
from services.aggregation.turns import Turns, some
from shared.contracts.holding import Holding
from shared.contracts.pages import (
    Claim,
    MalformedPageError,
    Marker,
    PlaceRow,
    ReportPage,
    Steps,
    TallyPage,
    decode_tallied,
    encode_page,
)
from shared.contracts.topics import Topic
from shared.telemetry import metrics


class Rollup:
    """Pages of one organization each → sums up the dated tree."""

    name = "rollup"
    reads: tuple[Topic, ...] = (Topic.TALLIES,)
    writes = Topic.REPORTS
    tables: Mapping[str, Any] = {"records": tuple[bytes, bytes]}

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._forget()

    def _forget(self) -> None:
        """As at the beginning: no partition, and nothing counted."""
        self._courses: dict[TopicPartition, Course] = {}
        self._sums = Sums()
        self._holding = Holding(self._cluster)
        self._records: dict[bytes, bytes] = {}
        self._turns = Turns(self._keys)

    def _keys(self) -> set[PageKey]:
        return self._sums.own.keys() | self._sums.subtree.keys()

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        """There is one partition and one worker; without it, there is nothing to remember."""
        if not partitions:
            self._forget()

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: State | None = None) -> None:
        if state is None:
            self._courses[tp] = Course(position, target=target)
            return
        self._courses[tp] = Course(state.position, target=target, traces=state.traces)
        for value in state.tables["records"].values():
            self._put(value)

    def courses(self) -> Mapping[TopicPartition, Course]:
        return self._courses

    def fold(self, batch: Batch) -> list[Rejected] | None:
        course = self._courses.get(batch.partition)
        if course is None:
            return []
        if not course.connects(batch):
            return None
        rejected = []
        for record in batch.records:
            if record.offset >= course.position and record.value is not None:
                try:
                    course.heard(self._put(record.value))
                except MalformedPageError as error:
                    rejected.append(Rejected(record, str(error)))
        course.folded(batch)
        metrics.rollup_pages.set(len(self._records))
        return rejected

    def _put(self, value: bytes) -> datetime | None:
        """The record with the highest rank holds; those of another cluster, and those that a marker has made void, mean nothing.

        Returns since when it says something new.
        """
        said = decode_tallied(value)
        if isinstance(said, Claim):
            return None
        if isinstance(said, Marker):
            for key in self._holding.marks(said):
                self._drop(key)
            self._records[said.key] = value
        elif self._holding.takes(said.key, said.stamp):
            self._book(said.key, said)
            self._records[said.key] = value
        return said.stamp.since

    def _drop(self, key: bytes) -> None:
        """What is void adds nothing, and stands nowhere."""
        void = decode_tallied(self._records.pop(key))
        if isinstance(void, PlaceRow):
            self._sums.place(msgspec.structs.replace(void, parents=(), memberships=(), roster=()))
        elif isinstance(void, TallyPage):
            self._replace(void, void.steps, {})

    def _book(self, key: bytes, said: TallyPage | PlaceRow) -> None:
        if isinstance(said, PlaceRow):
            self._sums.place(said)
            return
        known = self._records.get(key)
        before = decode_tallied(known) if known is not None else None
        self._replace(said, before.steps if isinstance(before, TallyPage) else {}, said.steps)

    def _replace(self, page: TallyPage, gone: Steps, come: Steps) -> None:
        """Book what is said differently from before."""
        change: dict[tuple[str, date], int] = {}
        for sign, steps in ((-1, gone), (1, come)):
            for counter, days in steps.items():
                for day, amount in days.items():
                    change[counter, day] = change.get((counter, day), 0) + sign * amount
        for (counter, day), amount in change.items():
            if amount:
                self._sums.add(page.organization, page.year, counter, day, amount)

    def take(self, session: int, limit: int) -> list[Page]:
        pages: list[Page] = []
        for tp, course in self._courses.items():
            if course.may_speak:
                pages += self._taken(tp, course, session, limit)
        return pages

    def _taken(self, tp: TopicPartition, course: Course, session: int, limit: int) -> Iterator[Page]:
        self._sums.settle()
        if course.speaks():
            self._sums.changed |= self._keys()
        stamp = course.stamp(tp, self._cluster, session)
        own, subtree = self._sums.own, self._sums.subtree
        for key in some(self._sums.changed, limit):
            yield _page(ReportPage(stamp=stamp, own=own.get(key, {}), subtree=subtree.get(key, {}), **key._asdict()))
        if not self._sums.changed and (since := course.marked()) is not None:
            yield _page(Marker(stamp=course.stamp(tp, self._cluster, session, position=since)))

    def refresh(self) -> None:
        for course in self._courses.values():
            course.begin_anew()

    def renew(self, share: float) -> None:
        self._sums.changed.update(self._turns.next(share))

    def prepare(self, tp: TopicPartition, limit: int) -> bool:  # noqa: ARG002 - its records are packed as they come
        return True

    def state(self, tp: TopicPartition) -> State:
        course = self._courses[tp]
        return State(course.position, tuple(course.traces), {"records": dict(self._records)})


def _page(page: ReportPage | Marker) -> Page:
    return Page(page.key, encode_page(page))
