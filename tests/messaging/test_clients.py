"""Topics are created by the contract, and a topic that differs is reported."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import NewTopic
from aiokafka.errors import KafkaError

from shared.contracts.topics import KAFKA_TOPICS, TOPICS, Topic, topic_name
from shared.contracts.writers import Writer
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.clients import admin, cluster_id, described_by_one_topic, discard_producer, producer
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import TopicMismatchError, create_topics
from tests.support.brokers import OwnBroker
from tests.support.ports import free_port


@pytest.fixture
async def empty() -> AsyncIterator[KafkaSettings]:
    """Yields a broker without any topic."""
    server = EmbeddedBroker(free_port(), "empty")
    server.start()
    await server.ready()
    yield KafkaSettings(bootstrap=server.address, idempotent=False)
    server.stop()


async def _partitions(kafka: KafkaSettings) -> dict[str, int]:
    client = admin(kafka)
    await client.start()
    try:
        return {one["topic"]: len(one["partitions"]) for one in await client.describe_topics()}
    finally:
        await client.close()


async def test_topics_are_made_as_the_contract_says(empty: KafkaSettings) -> None:
    await create_topics(empty)
    await create_topics(empty)
    assert await _partitions(empty) == {name: settings.partitions for name, settings in KAFKA_TOPICS.items()}


async def test_asking_for_the_cluster_describes_one_topic_and_creates_none(empty: KafkaSettings) -> None:
    assert await cluster_id(empty) == "empty"
    assert await _partitions(empty) == {}
    await create_topics(empty)
    client = admin(empty)
    await client.start()
    try:
        described = (await described_by_one_topic(client)).to_object()
    finally:
        await client.close()
    assert [topic["topic"] for topic in described["topics"]] == [Topic.DEAD_LETTERS]


async def _created(kafka: KafkaSettings, topic: NewTopic) -> None:
    """Creates a topic as another client would."""
    client = admin(kafka)
    await client.start()
    await client.create_topics([topic])
    await client.close()


async def test_a_topic_with_another_partition_count_is_reported(empty: KafkaSettings) -> None:
    await _created(empty, NewTopic(topic_name(Topic.PROPOSALS, Writer.COUNTY), 4, 1))
    with pytest.raises(TopicMismatchError, match=r"lianxi\.county\.proposals 有 4 个分区，应为 12 个"):
        await create_topics(empty)


async def test_a_topic_that_would_lose_its_events_is_reported(empty: KafkaSettings) -> None:
    wanted = TOPICS[Topic.PROPOSALS]
    kept = wanted.configuration | {"cleanup.policy": "compact"}
    name = topic_name(Topic.PROPOSALS, Writer.COUNTY)
    await _created(empty, NewTopic(name, wanted.partitions, 1, topic_configs=kept))
    with pytest.raises(
        TopicMismatchError, match=r"lianxi\.county\.proposals 的 cleanup.policy 是 compact，应为 delete"
    ):
        await create_topics(empty)


async def test_in_a_fresh_cluster_a_topic_that_a_stray_client_asked_for_is_made_again(empty: KafkaSettings) -> None:
    await _created(empty, NewTopic(Topic.TALLIES.value, 4, 1))
    await create_topics(empty, fresh=True)
    assert (await _partitions(empty))[Topic.TALLIES] == 1


async def test_two_processes_may_create_the_topics_at_once(empty: KafkaSettings) -> None:
    await asyncio.gather(create_topics(empty), create_topics(empty))


async def test_the_cluster_that_answers_has_an_id(empty: KafkaSettings) -> None:
    assert await cluster_id(empty) == "empty"


async def test_a_cluster_that_is_away_raises() -> None:
    with pytest.raises(KafkaError):
        await cluster_id(KafkaSettings(bootstrap=f"127.0.0.1:{free_port()}"))


async def test_a_producer_whose_broker_is_gone_can_be_thrown_away(own_broker: OwnBroker) -> None:
    """`stop()` would wait for what can never be sent."""
    sender = producer(own_broker.kafka)
    await sender.start()
    await sender.send_and_wait(Topic.DEAD_LETTERS.value, b"arrives", partition=0)
    own_broker.server.stop()
    waiting = await sender.send(Topic.DEAD_LETTERS.value, b"does not", partition=0)
    async with asyncio.timeout(30):
        await discard_producer(sender)
    assert isinstance(waiting.exception(), KafkaError)
