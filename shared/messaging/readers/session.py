"""One consumer, from its start at stored positions to the first thing that goes wrong."""

from aiokafka import ConsumerRecord, TopicPartition

from shared.messaging.clients import consumer, leave
from shared.messaging.readers.positions import Positions
from shared.messaging.settings import Kafka

RECORDS = 1000
_FETCH_MS = 500


class Session:
    """Fetches from these positions on. `positions` is what is stored; only the reader moves it."""

    def __init__(self, kafka: Kafka, positions: Positions) -> None:
        self.positions = positions
        self._consumer = consumer(kafka)

    async def start(self) -> None:
        await self._consumer.start()
        self._consumer.assign(list(self.positions))
        for partition, position in self.positions.items():
            self._consumer.seek(partition, position)

    async def fetch(self, limit: int = RECORDS) -> list[ConsumerRecord]:
        """The next records, in the order of each partition; none after half a second without any."""
        fetched = await self._consumer.getmany(timeout_ms=_FETCH_MS, max_records=limit)
        return [record for records in fetched.values() for record in records]

    def reached(self, records: list[ConsumerRecord]) -> Positions:
        """The positions after these records."""
        return {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}

    def behind(self) -> int | None:
        """How many records lie beyond the positions; None until every partition has answered once."""
        behind = 0
        for partition, position in self.positions.items():
            end: int | None = self._consumer.highwater(partition)
            if end is None:
                return None
            behind += max(0, end - position)
        return behind

    async def close(self) -> None:
        await leave(self._consumer)
