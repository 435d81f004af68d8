"""All that Kafka holds of some topics at this moment, from the first record to the last."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack

from aiokafka import ConsumerRecord, TopicPartition

from shared.contracts.topics import TOPICS, Topic
from shared.messaging.cluster import ClusterWatch
from shared.messaging.readers.session import Session
from shared.messaging.settings import Kafka

Look = Callable[[int, int | None], None]
"""Is told how many records were read, and how many are still to come (None: not known yet)."""


def unseen(_read: int, _behind: int | None) -> None:
    """Nobody looks."""


async def everything(
    kafka: Kafka, topics: Iterable[Topic], *, cluster: str | None = None, look: Look = unseen
) -> AsyncIterator[ConsumerRecord]:
    """Every record, in the order of each partition, until none is left to read.

    Where each partition ends is said by what was fetched: the embedded broker answers `end_offsets` wrongly. Raises when nobody answers
    any more, and `ClusterChangedError` when it is another cluster than at the beginning (or than `cluster`).
    """
    partitions = [TopicPartition(topic.value, number) for topic in topics for number in range(TOPICS[topic].partitions)]
    async with AsyncExitStack() as stack:
        watch, session = ClusterWatch(kafka), Session(kafka, dict.fromkeys(partitions, 0))
        stack.push_async_callback(watch.close)
        stack.push_async_callback(session.close)
        cluster = cluster or await watch.ask()
        await session.start()
        read = 0
        while (behind := session.behind()) != 0:
            look(read, behind)
            records = await session.fetch()
            session.positions.update(session.reached(records))
            for record in records:
                yield record
            read += len(records)
            if not records:
                await watch.expect_now_and_then(cluster)
        await watch.expect(cluster)
        look(read, 0)
