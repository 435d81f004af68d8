"""Brokers for tests: the embedded one, or with `--parts real` Apache Kafka."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from shared.contracts.writers import Writer
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from tests.support import backends
from tests.support.ports import free_port


class Broker(Protocol):
    """What a test may do with either broker."""

    @property
    def address(self) -> str: ...
    def start(self) -> None: ...
    async def ready(self) -> None: ...
    def stop(self) -> None: ...


def new_broker(folder: Path, ports: tuple[int, int], name: str) -> Broker:
    """Returns an empty cluster at the first of these ports, not yet started; another one in the same folder may follow it."""
    if not backends.are_real():
        return EmbeddedBroker(ports[0], f"{name}-{uuid4().hex}")
    return LocalKafka(folder / f"kafka-{uuid4().hex}", [Node(*ports)])


def kafka_settings(broker: Broker) -> KafkaSettings:
    """Returns the settings of its clients, with which a relay writes the topics of the county service."""
    return KafkaSettings(bootstrap=broker.address, idempotent=backends.are_real(), writer=Writer.COUNTY)


def broker_ports() -> tuple[int, int]:
    """Returns a port for clients and one for the controller, which only Apache Kafka has."""
    return free_port(), free_port()


def local_kafka(folder: Path, *, nodes: int = 1) -> LocalKafka:
    """Returns an empty cluster of Apache Kafka with its data below this folder, not yet started."""
    return LocalKafka(folder / "kafka", [Node(free_port(), free_port()) for _ in range(nodes)])


@asynccontextmanager
async def running_kafka(folder: Path) -> AsyncIterator[LocalKafka]:
    """Runs one node of Apache Kafka with every topic inside the block."""
    cluster = local_kafka(folder)
    cluster.start()
    try:
        await cluster.ready()
        await create_topics(cluster.settings)
        yield cluster
    finally:
        cluster.stop()


class OwnBroker:
    """A broker of one test, which may do anything to it. `wipe` starts a new cluster at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ports = folder, broker_ports()
        self.server = new_broker(folder, self._ports, "own")
        self.kafka = kafka_settings(self.server)

    async def start(self) -> None:
        self.server.start()
        await self.server.ready()
        await create_topics(self.kafka)

    async def wipe(self) -> None:
        self.server.stop()
        self.server = new_broker(self._folder, self._ports, "own")
        await self.start()
