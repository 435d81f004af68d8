"""Options, plugins and fixtures of all tests. `broker` is a Kafka-protocol server of this test run, `own_broker` one of a single test."""

import gc
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from tests.habits import durations
from tests.support import backends, skips
from tests.support.brokers import OwnBroker, broker_ports, kafka_settings, new_broker


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[KafkaSettings]:
    """Settings of a running broker that has every topic. It is shared by all tests: write under keys of your own."""
    server = new_broker(tmp_path_factory.mktemp("broker"), broker_ports(), "test")
    server.start()
    try:
        await server.ready()
        kafka = kafka_settings(server)
        await create_topics(kafka)
        yield kafka
    finally:
        server.stop()


@pytest.fixture
async def own_broker(tmp_path: Path) -> AsyncIterator[OwnBroker]:
    """Yields a running broker of this test alone."""
    broker = OwnBroker(tmp_path)
    await broker.start()
    yield broker
    broker.server.stop()


@pytest.fixture
def kafka(own_broker: OwnBroker) -> KafkaSettings:
    """Settings of the broker of this test alone."""
    return own_broker.kafka


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-mutation", action="store_true", help="take out every rule of the gate, not only the one of the day"
    )
    parser.addoption(
        "--parts", choices=("embedded", "real"), default="embedded", help="real: Apache Kafka and PostgreSQL"
    )


def pytest_configure(config: pytest.Config) -> None:
    # The time that an example takes depends on the machine.
    settings.register_profile("lianxi", deadline=None)
    settings.load_profile("lianxi")
    backends.choose(config.getoption("parts"))
    config.pluginmanager.register(skips)
    durations.remember(config)


def pytest_collection_finish() -> None:
    """Exempts modules and collected tests from garbage collection, as a service does with its own: it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def scope_of(nodeid: str) -> str:
    """Returns what stays with one worker: a file; the tests that share the running system are one file to it."""
    file = nodeid.partition("::")[0]
    return "tests/system" if file.startswith(("tests/system/", "tests/browser/")) else file


class Scheduling(LoadScopeScheduling):
    """Gives each worker whole scopes, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sorts the scopes so that those that take longest begin first: those with the longest time limit, then those with most tests."""
    limits, counts = dict[str, float](), Counter[str]()
    for item in items:
        scope, limit = scope_of(item.nodeid), item.get_closest_marker("timeout")
        limits[scope] = max(limits.get(scope, 0.0), limit.args[0] if limit else 0.0)
        counts[scope] += 1
    items.sort(key=lambda item: (-limits[scope := scope_of(item.nodeid)], -counts[scope]))
