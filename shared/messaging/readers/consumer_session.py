"""One consumer, from its start at the stored positions to its first error."""

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import OffsetOutOfRangeError, TopicAuthorizationFailedError

from shared.messaging.clients import close_consumer, consumer
from shared.messaging.readers.end_offsets import readable_end, withheld
from shared.messaging.readers.positions import Positions
from shared.messaging.settings import KafkaSettings

RECORDS = 1000
_FETCH_MS = 500


class ConsumerSession:
    """Fetches records from these positions on. `positions` are the stored ones; only the reader advances them.

    If retention has deleted the record at a position, the session continues with the first remaining record.
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
        """Returns the next records, in the order of each partition; none if half a second passes without any."""
        try:
            fetched = await self._consumer.getmany(timeout_ms=_FETCH_MS, max_records=limit)
        except OffsetOutOfRangeError as error:
            await self._skip_expired(error)
            return []
        if not fetched:
            self._refuse_what_is_forbidden()
        return [record for records in fetched.values() for record in records]

    def _refuse_what_is_forbidden(self) -> None:
        """Raises `TopicAuthorizationFailedError` for topics without permission: aiokafka finds no leader for them and waits silently."""
        forbidden: set[str] = self._consumer._client.cluster.unauthorized_topics  # noqa: SLF001 - no public method
        if refused := forbidden.intersection(partition.topic for partition in self.positions):
            raise TopicAuthorizationFailedError(*sorted(refused))

    async def _skip_expired(self, error: OffsetOutOfRangeError) -> None:
        """Seeks to the first remaining record. Raises the error again if a position is beyond the end, which retention does not explain."""
        requested: Positions = error.args[0]
        first: Positions = await self._consumer.beginning_offsets(list(requested))
        if any(first[partition] <= position for partition, position in requested.items()):
            raise error
        for partition, position in first.items():
            self._consumer.seek(partition, position)

    def reached(self, records: list[ConsumerRecord]) -> Positions:
        """Returns the positions after these records."""
        return {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}

    async def behind(self) -> int | None:
        """Returns how many offsets are still to be fetched; None until every partition has answered once.

        The position of the consumer also advances over transaction markers and aborted records, with which a log may end.
        """
        behind = 0
        for partition in self.positions:
            end = readable_end(self._consumer, partition)
            if end is None:
                return None
            behind += max(0, end - await self._consumer.position(partition))
        return behind

    async def is_at_end(self) -> bool:
        """Returns whether everything is fetched that was published before this call, for which it asks the broker for the ends.

        `behind` knows the ends from the newest responses, which may be older than a record of another partition that was fetched since.
        """
        ends: Positions = await self._consumer.end_offsets(list(self.positions))
        return all([end <= await self._consumer.position(partition) for partition, end in ends.items()])

    def withheld(self) -> dict[TopicPartition, int]:
        """Returns the partitions that end with an open transaction, and the number of offsets that it withholds."""
        found = {partition: withheld(self._consumer, partition) for partition in self.positions}
        return {partition: offsets for partition, offsets in found.items() if offsets}

    async def close(self) -> None:
        await close_consumer(self._consumer)
