"""Batches as the consumer's thread stamps them, and the output of stream processors."""

from collections.abc import Sequence
from datetime import date

from faust.types import TP

from services.aggregation.batches import Batch
from services.aggregation.processor import OutputRecord, StreamProcessor
from shared.contracts.pages import Steps, month_of
from shared.contracts.topics import Topic
from tests.support.events import record
from tests.support.topics import place_for

CLUSTER = "cluster-of-the-test"


def batch(partition: TP, start: int, values: Sequence[bytes | None]) -> Batch:
    """Returns a batch without gaps."""
    records = [record(partition, start + number, value) for number, value in enumerate(values)]
    end = start + len(values)
    return Batch(partition, start, end, end, records)


def everything(processor: StreamProcessor) -> list[OutputRecord]:
    """Returns all output of a processor until there is none left."""
    taken: list[OutputRecord] = []
    while some := processor.take(1, 1000):
        taken += some
    return taken


def partition_for(subject: str, topic: Topic = Topic.PROPOSALS) -> TP:
    """Returns the partition in Kafka in which the service of a subject publishes its events."""
    return TP(*place_for(subject, topic))


def by_month(steps: dict[tuple[str, int, str, date], int]) -> dict[tuple[str, int, str], Steps]:
    """Returns amounts by (organization, year, counter, day) as the pages that contain them; zeros are left out."""
    pages: dict[tuple[str, int, str], Steps] = {}
    for (organization, year, counter, on), amount in steps.items():
        if amount:
            pages.setdefault((organization, year, month_of(on)), {}).setdefault(counter, {})[on] = amount
    return pages
