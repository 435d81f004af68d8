"""What the topics of a broker contain."""

from aiokafka import ConsumerRecord, TopicPartition

from shared.contracts.subjects import is_key, organization_of, partition_of
from shared.contracts.topics import Topic, names_of, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import HOSTS, Writer
from shared.messaging.clients import admin, consumer
from shared.messaging.readers.end_offsets import readable_end
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics, partitions_of
from tests.support.waiting import eventually

_LEVELS = {"c": Level.CITY, "d": Level.COUNTY, "t": Level.TOWNSHIP, "j": Level.CONFERENCE}
"""The levels of organizations with invented keys, by their first letter."""
_KEEPERS = {Level.TOWNSHIP: Writer.COUNTY, Level.COUNTY: Writer.CITY, Level.CITY: Writer.CITY}
_LONGEST_COUNTY = 6


def level_of_key(key: str) -> Level:
    """Returns the level of an organization of the tests: official codes have the lengths of their levels."""
    if key[0] in _LEVELS:
        return _LEVELS[key[0]]
    if len(key) > _LONGEST_COUNTY:
        return Level.TOWNSHIP
    if key.endswith("0000"):
        return Level.PROVINCE
    return Level.COUNTY if len(key) == _LONGEST_COUNTY and not key.endswith("00") else Level.CITY


def writer_for(subject: str) -> Writer:
    """Returns the service that writes the events about a subject: the keeper of a record, the host of everything else."""
    level = level_of_key(organization_of(subject))
    return _KEEPERS.get(level, Writer.REGION) if is_key(subject) else HOSTS[level]


def place_for(subject: str, topic: Topic) -> TopicPartition:
    """Returns the partition in Kafka in which the service of a subject publishes its events."""
    return TopicPartition(topic_name(topic, writer_for(subject)), partition_of(subject))


async def recreate_topic(kafka: KafkaSettings, topic: Topic) -> None:
    """Deletes the topics of a kind and creates them again in the same cluster; Apache Kafka lists them for a while after that."""
    names = names_of([topic], writers=kafka.writers)
    client = admin(kafka)
    await client.start()

    async def is_gone() -> bool:
        return not set(names) & set(await client.list_topics())

    try:
        await client.delete_topics(names)
        await eventually(is_gone)
    finally:
        await client.close()
    await create_topics(kafka)


async def records(kafka: KafkaSettings, topic: Topic = Topic.PROPOSALS) -> list[ConsumerRecord]:
    """Returns all records that the topics of a kind contain now, in the order of each partition."""
    partitions = partitions_of([topic], writers=kafka.writers)
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
