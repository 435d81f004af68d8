"""The consumer of a topic whose records are messages between organizations."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from aiokafka import ConsumerRecord
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dead_letters import DeadLetter
from shared.contracts.topics import Topic
from shared.messaging.lease import Lease
from shared.messaging.readers.positions import inbox_positions
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database


class TopicInbox(ABC):
    """The consumer of a topic. `name`: of its reader; `portion`: the maximum number of records in a transaction."""

    name: ClassVar[str]
    topic: ClassVar[Topic]
    portion: ClassVar[int]

    def reader(
        self, service: Database, kafka: KafkaSettings, *, lease: Lease | None = None, applied: Callable[[], None]
    ) -> Reader:
        """Returns the reader of this inbox; it calls `applied` after each transaction, which may have published events."""
        return Reader(
            *(self.name, [self.topic], service, kafka, self.apply),
            lease=lease,
            stored_in=inbox_positions,
            portion=self.portion,
            applied=applied,
        )

    async def apply(
        self, connection: AsyncConnection, records: list[ConsumerRecord], _cluster: str
    ) -> list[DeadLetter]:
        """Applies records of the topic, whose versions outlive the cluster that they are from."""
        return await self.apply_records(connection, records)

    @abstractmethod
    async def apply_records(self, connection: AsyncConnection, records: list[ConsumerRecord]) -> list[DeadLetter]:
        """Applies records of the topic; returns dead letters for those that are malformed or that a rule refuses."""
