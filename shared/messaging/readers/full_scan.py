"""A full scan: all records that Kafka currently has in some topics, from the first to the last."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack

import structlog
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.contracts.topics import Topic
from shared.contracts.writers import EventWriter
from shared.messaging.cluster import ClusterWatch
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of

_log = structlog.get_logger(__name__)

OnProgress = Callable[[int, int | None], None]
"""A callback that receives the number of records read and the number of offsets remaining (None: not known yet)."""


def no_progress(_read: int, _behind: int | None) -> None:
    """Ignores the progress."""


class OpenTransactionError(KafkaError):  # type: ignore[misc] # aiokafka ships no types
    """An open transaction withholds records from readers; the message is one sentence for the operator."""

    def __str__(self) -> str:
        return str(self.args[0])


async def scan(
    kafka: KafkaSettings,
    topics: Iterable[Topic],
    *,
    cluster: str | None = None,
    on_progress: OnProgress = no_progress,
    require_all: bool = False,
    writer: EventWriter | None = None,
) -> AsyncIterator[ConsumerRecord]:
    """Yields every committed record, in the order of each partition, until the last stable offset of each partition is reached.

    The end of each partition is taken from the fetch responses: the embedded broker answers `end_offsets` wrongly. Raises if Kafka no
    longer answers, and `ClusterChangedError` if the cluster is not the one of the beginning (or not `cluster`). Records that an open
    transaction withholds are left out with a warning; with `require_all`, `OpenTransactionError` is raised.
    """
    partitions = partitions_of(topics, writer, writers=kafka.writers)
    async with AsyncExitStack() as stack:
        watch, session = ClusterWatch(kafka), ConsumerSession(kafka, dict.fromkeys(partitions, 0))
        stack.push_async_callback(watch.close)
        stack.push_async_callback(session.close)
        cluster = cluster or await watch.ask()
        await session.start()
        read = 0
        while (behind := await session.behind()) != 0:
            on_progress(read, behind)
            records = await session.fetch()
            session.positions.update(session.reached(records))
            for record in records:
                yield record
            read += len(records)
            if not records:
                await watch.expect_now_and_then(cluster)
        await watch.expect(cluster)
        _check(session.withheld(), require_all=require_all)
        on_progress(read, 0)


def _check(withheld: Mapping[TopicPartition, int], *, require_all: bool) -> None:
    for partition, offsets in withheld.items():
        _log.warning("open_transaction", topic=partition.topic, partition=partition.partition, offsets=offsets)
    if withheld and require_all:
        places = "、".join(f"{partition.topic}/{partition.partition}" for partition in sorted(withheld))
        raise OpenTransactionError(f"{places} 中有未结束的事务，其后的记录还不能读取：请待事务结束后再执行")
