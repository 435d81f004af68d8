"""The real processes, on a broker of their own; what is written in and what comes out."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Self

from aiokafka import TopicPartition
from faust.types import TP

from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.latest_pages import LatestPages
from shared.contracts.pages import ReportPage, SessionClaim, SnapshotMarker, decode_reported
from shared.contracts.topics import Topic
from shared.messaging.clients import consumer, producer
from shared.messaging.settings import KafkaSettings
from tests.support.waiting import PATIENCE


async def write(kafka: KafkaSettings, values: Sequence[tuple[TP, bytes | None]]) -> list[tuple[str, int, int]]:
    """Writes records into partitions; returns the place of each."""
    sender = producer(kafka)
    await sender.start()
    try:
        sends = [await sender.send(tp.topic, value, key=b"any", partition=tp.partition) for tp, value in values]
        return [(where.topic, where.partition, where.offset) for where in await asyncio.gather(*sends)]
    finally:
        await sender.stop()


class ReportTopics:
    """What stands in the topics of one partition that the aggregation writes, read as it comes."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._held: dict[bytes, ReportPage] = {}
        self.letters: dict[bytes, DeadLetter] = {}
        self._latest: LatestPages | None = None
        self._reader = consumer(kafka)

    @property
    def reports(self) -> dict[tuple[str, int, str], ReportPage]:
        """Returns the report pages in force by organization, year, and month with the breakdown, if any."""
        return {
            (page.organization, page.year, page.key.decode().split("/", 2)[2]): page for page in self._held.values()
        }

    async def __aenter__(self) -> Self:
        await self._reader.start()
        partitions = [TopicPartition(topic.value, 0) for topic in (Topic.REPORTS, Topic.DEAD_LETTERS)]
        self._reader.assign(partitions)
        for partition in partitions:
            self._reader.seek(partition, 0)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._reader.stop()

    async def until(self, settled: Callable[[], bool]) -> None:
        """Reads further records until the condition holds for what has been read so far."""
        async with asyncio.timeout(PATIENCE):
            while not settled():
                for partition, records in (await self._reader.getmany(timeout_ms=200)).items():
                    for record in records:
                        self._take(partition.topic, record.value)

    def _take(self, topic: str, value: bytes) -> None:
        if topic == Topic.DEAD_LETTERS:
            letter = decode_dead_letter(value)
            self.letters[letter.key] = letter
            return
        decoded = decode_reported(value)
        if isinstance(decoded, SessionClaim):
            return
        self._latest = self._latest or LatestPages(decoded.stamp.cluster)
        if isinstance(decoded, SnapshotMarker):
            for key in self._latest.void_older(decoded):
                del self._held[key]
        elif self._latest.accept(decoded.key, decoded.stamp):
            self._held[decoded.key] = decoded
