"""What every test may ask for. Real parts: `broker` is a Kafka-protocol server of this test run alone."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio

from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.clients import create_topics
from shared.messaging.settings import Kafka
from tests.ports import free_port


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def broker() -> AsyncIterator[Kafka]:
    """Settings of a running broker that has every topic. It is shared by all tests: write under keys of your own."""
    server = EmbeddedBroker(free_port(), f"test-{uuid4().hex}")
    server.start()
    try:
        await server.ready()
        kafka = Kafka(bootstrap=server.address, idempotent=False)
        await create_topics(kafka)
        yield kafka
    finally:
        server.stop()


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers, a file stays with one of them; the tests that share the running system are one group, the first to begin."""
    items.sort(key=lambda item: item.path.parent.name != "system")
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group(folder if folder == "system" else str(item.path)))
