"""Transactions of other programs in our topics, on Apache Kafka: the embedded broker has none."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from shared.contracts.topics import Topic
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of


@asynccontextmanager
async def transaction(
    kafka: KafkaSettings, topic: Topic, values: Sequence[bytes], *, commit: bool
) -> AsyncIterator[None]:
    """Writes these records in every partition of a kind of topic in one transaction, open inside the block, then committed or aborted."""
    sender = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, transactional_id=uuid4().hex)
    await sender.start()
    try:
        await sender.begin_transaction()
        for name, number in partitions_of([topic]):
            for value in values:
                await sender.send_and_wait(name, value, key=b"foreign", partition=number)
        yield
        await (sender.commit_transaction() if commit else sender.abort_transaction())
    finally:
        await sender.stop()


async def commit(kafka: KafkaSettings, topic: Topic, *values: bytes) -> None:
    """Leaves these records and a commit marker at the end of every partition."""
    async with transaction(kafka, topic, values, commit=True):
        pass


async def abort(kafka: KafkaSettings, topic: Topic, *values: bytes) -> None:
    """Leaves an aborted record of each value and an abort marker at the end of every partition."""
    async with transaction(kafka, topic, values, commit=False):
        pass
