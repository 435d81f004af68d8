"""What the topics of a broker contain."""

from aiokafka import ConsumerRecord, TopicPartition

from shared.contracts.topics import TOPICS, Topic
from shared.messaging.clients import admin, consumer
from shared.messaging.readers.end_offsets import readable_end
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from tests.support.waiting import eventually


async def recreate_topic(kafka: KafkaSettings, topic: Topic) -> None:
    """Deletes a topic and creates it again in the same cluster; Apache Kafka lists it for a while after it was deleted."""
    client = admin(kafka)
    await client.start()

    async def is_gone() -> bool:
        return topic.value not in await client.list_topics()

    try:
        await client.delete_topics([topic.value])
        await eventually(is_gone)
    finally:
        await client.close()
    await create_topics(kafka)


async def records(kafka: KafkaSettings, topic: Topic = Topic.PROPOSALS) -> list[ConsumerRecord]:
    """Returns all records that the topic contains now, in the order of each partition."""
    partitions = [TopicPartition(topic.value, number) for number in range(TOPICS[topic].partitions)]
    reader = consumer(kafka, fetch_wait_ms=50)
    await reader.start()
    try:
        reader.assign(partitions)
        for partition in partitions:
            reader.seek(partition, 0)
        found: list[ConsumerRecord] = []
        while [
            one for one in partitions if (end := readable_end(reader, one)) is None or end > await reader.position(one)
        ]:
            for some in (await reader.getmany(timeout_ms=100)).values():
                found += some
        return found
    finally:
        await reader.stop()


async def values(kafka: KafkaSettings, topic: Topic = Topic.PROPOSALS) -> list[bytes]:
    return [record.value for record in await records(kafka, topic)]
