"""One consumer, from its start at stored positions to the first thing that goes wrong."""

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError, TopicAuthorizationFailedError

from shared.messaging.clients import close_consumer, consumer
from shared.messaging.readers.end_offsets import readable_end, withheld
from shared.messaging.readers.positions import Positions
from shared.messaging.settings import KafkaSettings

RECORDS = 1000
_FETCH_MS = 500


class ConsumerSession:
    """Fetches from these positions on. `positions` is what is stored; only the reader moves it.

    A topic may have lost its oldest records to retention: then the first that is left is the next.
    """

    def __init__(self, kafka: KafkaSettings, positions: Positions) -> None:
        self.positions = positions
        self._consumer = consumer(kafka)

    async def start(self) -> None:
        await self._consumer.start()
        self._consumer.assign(list(self.positions))
        for partition, position in self.positions.items():
            self._consumer.seek(partition, position)

    async def fetch(self, limit: int = RECORDS) -> list[ConsumerRecord]:
        """The next records, in the order of each partition; none after half a second without any."""
        try:
            fetched = await self._consumer.getmany(timeout_ms=_FETCH_MS, max_records=limit)
        except OffsetOutOfRangeError as error:
            await self._skip_expired(error)
            return []
        if not fetched:
            self._refuse_what_is_forbidden()
        return [record for records in fetched.values() for record in records]

    def _refuse_what_is_forbidden(self) -> None:
        """A topic that we may not even see has no leader to aiokafka: it would wait for one, and say nothing."""
        forbidden: set[str] = self._consumer._client.cluster.unauthorized_topics  # noqa: SLF001 - no public way
        if refused := forbidden.intersection(partition.topic for partition in self.positions):
            raise TopicAuthorizationFailedError(*sorted(refused))

    async def _skip_expired(self, error: OffsetOutOfRangeError) -> None:
        """Goes on with the first record that is left; raises where a position is beyond the end, which nothing explains."""
        asked: Positions = error.args[0]
        first: Positions = await self._consumer.beginning_offsets(list(asked))
        if any(first[partition] <= position for partition, position in asked.items()):
            raise error
        for partition, position in first.items():
            self._consumer.seek(partition, position)

    def reached(self, records: list[ConsumerRecord]) -> Positions:
        """The positions after these records."""
        return {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}

    async def behind(self) -> int | None:
        """Returns how many offsets are still to be fetched; None until every partition has answered once.

        The position of the consumer passes what is no record: a log may end with transaction markers and aborted records.
        """
        behind = 0
        for partition in self.positions:
            end = readable_end(self._consumer, partition)
            if end is None:
                return None
            behind += max(0, end - await self._consumer.position(partition))
        return behind

    def withheld(self) -> dict[TopicPartition, int]:
        """Returns the partitions that end with an open transaction, and how many offsets it keeps from us."""
        found = {partition: withheld(self._consumer, partition) for partition in self.positions}
        return {partition: offsets for partition, offsets in found.items() if offsets}

    async def close(self) -> None:
        await close_consumer(self._consumer)
