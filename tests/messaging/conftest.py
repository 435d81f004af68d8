"""A broker, a service database and a read database for each test alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from tests import parts
from tests.messaging.parts import arrivals


class OwnBroker:
    """A broker that this test may do anything to. `wipe` gives a new cluster at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._ports = folder, parts.two_ports()
        self.server = parts.broker(folder, self._ports, "own")
        self.kafka = parts.settings(self.server)

    async def start(self) -> None:
        self.server.start()
        await self.server.ready()
        await create_topics(self.kafka)

    async def wipe(self) -> None:
        self.server.stop()
        self.server = parts.broker(self._folder, self._ports, "own")
        await self.start()


@pytest.fixture
async def own_broker(tmp_path: Path) -> AsyncIterator[OwnBroker]:
    broker = OwnBroker(tmp_path)
    await broker.start()
    yield broker
    broker.server.stop()


@pytest.fixture
def kafka(own_broker: OwnBroker) -> KafkaSettings:
    return own_broker.kafka


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(parts.database(tmp_path, "service"))
    await migrate(database, "service")
    yield database
    await database.close()


@pytest.fixture
async def read(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(parts.database(tmp_path, "read"), durable=False)
    await migrate(database, "read")
    async with database.engine.begin() as connection:
        await connection.run_sync(arrivals.create)
    yield database
    await database.close()
