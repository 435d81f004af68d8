"""The embedded broker: ours or a clear sentence, never a stranger."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from shared.contracts.topics import KAFKA_TOPICS
from shared.messaging.brokers.discovery import BrokerError, discover
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.clients import admin, cluster_id
from shared.messaging.settings import KafkaSettings
from tests.support.ports import free_port


@asynccontextmanager
async def _running(name: str, port: int | None = None) -> AsyncIterator[EmbeddedBroker]:
    broker = EmbeddedBroker(port or free_port(), name)
    broker.start()
    try:
        await broker.ready()
        yield broker
    finally:
        broker.stop()


@contextmanager
def _silent_stranger() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


async def test_it_answers_with_the_cluster_id_it_was_given() -> None:
    async with _running("cluster-of-this-test") as broker:
        assert await cluster_id(KafkaSettings(bootstrap=broker.address, idempotent=False)) == "cluster-of-this-test"


async def test_it_is_another_cluster_after_each_start() -> None:
    async with _running("first") as broker:
        port = broker.port
    async with _running("second", port) as broker:
        answer = await discover(broker.address)
    assert answer is not None
    assert answer.cluster_id == "second"


async def test_it_needs_no_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    async with _running("homeless") as broker:
        assert await broker.is_ours()


async def test_it_listens_on_its_own_address_only() -> None:
    async with _running("local") as broker:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", broker.port)


async def test_a_taken_port_is_one_sentence_that_names_it() -> None:
    with _silent_stranger() as port, pytest.raises(BrokerError, match=f"端口 {port} 已被其他程序占用"):
        EmbeddedBroker(port, "late").start()


async def test_a_foreign_broker_is_never_taken_for_ours() -> None:
    async with _running("stranger") as stranger:
        with pytest.raises(BrokerError, match="stranger"):
            await EmbeddedBroker(stranger.port, "ours").ready()


async def test_a_foreign_server_that_answers_nothing_is_ignored() -> None:
    with _silent_stranger() as port:
        assert await discover(f"127.0.0.1:{port}") is None


async def test_the_broker_of_the_tests_has_every_topic_with_its_partitions(broker: KafkaSettings) -> None:
    client = admin(broker)
    await client.start()
    try:
        described = await client.describe_topics(list(KAFKA_TOPICS))
    finally:
        await client.close()
    assert {topic["topic"]: len(topic["partitions"]) for topic in described} == {
        name: settings.partitions for name, settings in KAFKA_TOPICS.items()
    }
