"""Tally: events in, pages and place rows out. The one rule is here: a batch is folded only if it connects."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.course import Course
from services.aggregation.stage import Page, Rejected, State
from services.aggregation.tally.partition import Newest, PageKey, Partition, UncountableError
from services.aggregation.turns import some
from shared.contracts.codec import MalformedEventError, decode
from shared.contracts.pages import Marker, PlaceRow, TallyPage, encode_page
from shared.contracts.stamps import Stamp
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.telemetry import metrics


class Tally:
    """Newest facts per matter → steps per organization, year and month."""

    name = "tally"
    reads: tuple[Topic, ...] = EVENT_TOPICS
    writes = Topic.TALLIES
    tables: Mapping[str, Any] = {"matters": tuple[str, Newest], "pages": tuple[PageKey, bytes]}

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._partitions: dict[TopicPartition, Partition] = {}

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        for gone in self._partitions.keys() - set(partitions):
            del self._partitions[gone]

    def open(self, tp: TopicPartition, position: int, *, target: int = 0, state: State | None = None) -> None:
        if state is None:
            self._partitions[tp] = Partition(Course(position, target=target))
        else:
            course = Course(state.position, target=target, traces=state.traces)
            self._partitions[tp] = Partition.restored(course, state, tp.topic)

    def courses(self) -> Mapping[TopicPartition, Course]:
        return {tp: partition.course for tp, partition in self._partitions.items()}

    def fold(self, batch: Batch) -> list[Rejected] | None:
        partition = self._partitions.get(batch.partition)
        if partition is None:  # no longer ours
            return []
        course = partition.course
        if not course.connects(batch):
            return None
        records = [record for record in batch.records if record.offset >= course.position]
        rejected = [bad for record in records if (bad := _count(partition, record, batch.partition))]
        metrics.tally_records.labels(batch.partition.topic).inc(len(records) - len(rejected))
        course.folded(batch)
        return rejected

    def take(self, session: int, limit: int) -> list[Page]:
        pages: list[Page] = []
        for tp, partition in self._partitions.items():
            if len(pages) < limit and partition.course.may_speak:
                pages += self._taken(tp, partition, session, limit - len(pages))
        return pages

    def _taken(self, tp: TopicPartition, partition: Partition, session: int, limit: int) -> Iterator[Page]:
        course = partition.course
        if course.speaks():
            partition.refresh()
        stamp = course.stamp(tp, self._cluster, session)
        for key in some(partition.changed_places, limit):
            yield _place(partition, key, stamp)
        for page in some(partition.changed, limit):
            yield _page(TallyPage(stamp=stamp, steps=partition.pages[page], **page._asdict()))
        if not partition.changed_places and not partition.changed and (since := course.marked()) is not None:
            yield _page(Marker(stamp=course.stamp(tp, self._cluster, session, position=since)))

    def refresh(self) -> None:
        for partition in self._partitions.values():
            partition.course.begin_anew()

    def renew(self, share: float) -> None:
        for partition in self._partitions.values():
            partition.renew(share)

    def prepare(self, tp: TopicPartition, limit: int) -> bool:
        return self._partitions[tp].pack(limit)

    def state(self, tp: TopicPartition) -> State:
        return self._partitions[tp].state()


def _count(partition: Partition, record: ConsumerRecord, tp: TopicPartition) -> Rejected | None:
    """Count one record; what cannot be decoded or counted changes nothing. Any other error may leave half of it counted."""
    try:
        event = decode(record.value, topic=tp.topic, partition=tp.partition)
        if event is not None:
            partition.count(event)
    except (MalformedEventError, UncountableError) as error:
        return Rejected(record, str(error))
    return None


def _place(partition: Partition, key: str, stamp: Stamp) -> Page:
    facts = partition.places[key]
    return _page(
        PlaceRow(
            stamp=stamp,
            organization=key,
            level=facts.level,
            names=facts.names,
            codes=facts.codes,
            parents=facts.parents,
            roster=facts.roster,
            memberships=facts.memberships,
        )
    )


def _page(page: TallyPage | PlaceRow | Marker) -> Page:
    return Page(page.key, encode_page(page))
