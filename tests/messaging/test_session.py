"""A topic that has lost its oldest records is read from the first that is left."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import OffsetOutOfRangeError

from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings

PARTITION = TopicPartition("lianxi.transfers", 3)


class Retained:
    """What a consumer of Apache Kafka answers where retention has left records 100 to 150; the embedded broker never does."""

    def __init__(self) -> None:
        self.at = 0
        self._client = SimpleNamespace(cluster=SimpleNamespace(unauthorized_topics=set[str]()))

    async def getmany(self, **_limits: Any) -> dict[TopicPartition, list[Any]]:
        if not 100 <= self.at <= 150:
            raise OffsetOutOfRangeError({PARTITION: self.at})
        return {}

    async def beginning_offsets(self, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(partitions, 100)

    def seek(self, _partition: TopicPartition, position: int) -> None:
        self.at = position

    async def position(self, _partition: TopicPartition) -> int:
        return self.at

    def last_stable_offset(self, _partition: TopicPartition) -> int:
        return 150


async def session_at(position: int) -> tuple[ConsumerSession, Retained]:
    session = ConsumerSession(KafkaSettings(bootstrap="127.0.0.1:9", idempotent=False), {PARTITION: position})
    await session.close()
    server = Retained()
    server.at = position
    session._consumer = server
    return session, server


async def test_it_goes_on_with_the_first_record_that_is_left() -> None:
    session, server = await session_at(0)
    assert await session.fetch() == []
    assert server.at == 100
    assert (session.positions, await session.behind()) == ({PARTITION: 0}, 50)
    assert await session.fetch() == []


async def test_a_position_beyond_the_end_is_no_matter_of_retention() -> None:
    session, _ = await session_at(151)
    with pytest.raises(OffsetOutOfRangeError):
        await session.fetch()
