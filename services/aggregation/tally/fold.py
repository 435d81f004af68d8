"""Tally: events in, pages and place rows out. The one rule is here: a batch is folded only if it connects."""

from collections.abc import Collection, Mapping

from aiokafka import ConsumerRecord, TopicPartition

from services.aggregation.batches import Batch
from services.aggregation.stage import Page, Rejected
from services.aggregation.tally.partition import Partition, UncountableError
from shared.contracts.codec import MalformedEventError, decode
from shared.contracts.pages import MEASURES_VERSION, PlaceRow, Stamp, TallyPage, encode_page
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.telemetry import metrics


class Tally:
    """Newest facts per matter → steps per organization, year and month."""

    name = "tally"
    reads: tuple[Topic, ...] = EVENT_TOPICS
    writes = Topic.TALLIES

    def __init__(self, cluster: str) -> None:
        self._cluster = cluster
        self._partitions: dict[TopicPartition, Partition] = {}

    def assigned(self, partitions: Collection[TopicPartition]) -> None:
        for gone in self._partitions.keys() - set(partitions):
            del self._partitions[gone]

    def start(self, partition: TopicPartition, first: int) -> int:
        held = self._partitions.get(partition)
        if held is None:
            held = self._partitions[partition] = Partition(first)
        return held.position

    def positions(self) -> Mapping[TopicPartition, int]:
        return {tp: partition.position for tp, partition in self._partitions.items()}

    def fold(self, batch: Batch) -> list[Rejected] | None:
        partition = self._partitions.get(batch.partition)
        if partition is None:  # no longer ours
            return []
        if batch.start > partition.position:
            return None
        records = [record for record in batch.records if record.offset >= partition.position]
        rejected = [bad for record in records if (bad := _count(partition, record, batch.partition))]
        metrics.tally_records.labels(batch.partition.topic).inc(len(records) - len(rejected))
        partition.position = max(partition.position, batch.end)
        return rejected

    def take(self) -> list[Page]:
        pages = []
        for tp, partition in self._partitions.items():
            stamp = Stamp(
                cluster=self._cluster,
                measures=MEASURES_VERSION,
                topic=tp.topic,
                partition=tp.partition,
                position=partition.position,
            )
            pages += [_place(partition, key, stamp) for key in partition.changed_places]
            pages += [
                _page(TallyPage(stamp=stamp, steps=partition.pages[key], **key._asdict())) for key in partition.changed
            ]
            partition.changed_places.clear()
            partition.changed.clear()
        return pages

    def refresh(self) -> None:
        for partition in self._partitions.values():
            partition.refresh()


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


def _page(page: TallyPage | PlaceRow) -> Page:
    return Page(page.key, encode_page(page))
