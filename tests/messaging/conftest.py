"""A broker, a service database and a read database for each test alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.clients import create_topics
from shared.messaging.settings import Kafka
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from tests.messaging.parts import arrivals
from tests.ports import free_port


class OwnBroker:
    """A broker that this test may do anything to. `wipe` gives a new cluster at the same address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.server = EmbeddedBroker(self.port, f"own-{uuid4().hex}")
        self.kafka = Kafka(bootstrap=self.server.address, idempotent=False)

    async def start(self) -> None:
        self.server.start()
        await self.server.ready()
        await create_topics(self.kafka)

    async def wipe(self) -> None:
        self.server.stop()
        self.server = EmbeddedBroker(self.port, f"own-{uuid4().hex}")
        await self.start()


@pytest.fixture
async def own_broker() -> AsyncIterator[OwnBroker]:
    broker = OwnBroker()
    await broker.start()
    yield broker
    broker.server.stop()


@pytest.fixture
def kafka(own_broker: OwnBroker) -> Kafka:
    return own_broker.kafka


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'service.db'}")
    await migrate(database, "service")
    yield database
    await database.close()


@pytest.fixture
async def read(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'read.db'}", durable=False)
    await migrate(database, "read")
    async with database.engine.begin() as connection:
        await connection.run_sync(arrivals.create)
    yield database
    await database.close()
