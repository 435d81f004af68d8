"""What the tests run on: the embedded broker and SQLite, or with `--parts real` Apache Kafka and PostgreSQL."""

import asyncio
import atexit
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Literal, Protocol
from uuid import uuid4

from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from shared.messaging.settings import KafkaSettings
from tests.support.ports import free_port
from tests.support.postgres import Postgres

Which = Literal["embedded", "real"]

_chosen: Which = "embedded"
_names: dict[tuple[Path, str], str] = {}
"""Of the databases in PostgreSQL."""


def choose(which: Which) -> None:
    """For the whole test run."""
    global _chosen  # noqa: PLW0603 - the option of a test run, set once before its first test
    _chosen = which


def are_real() -> bool:
    """Whether it is Apache Kafka and PostgreSQL."""
    return _chosen == "real"


class Broker(Protocol):
    """What a test may do with either broker."""

    @property
    def address(self) -> str: ...
    def start(self) -> None: ...
    async def ready(self) -> None: ...
    def stop(self) -> None: ...


def broker(folder: Path, ports: tuple[int, int], name: str) -> Broker:
    """An empty cluster at the first of these ports; two of them in one folder are one after the other."""
    if not are_real():
        return EmbeddedBroker(ports[0], f"{name}-{uuid4().hex}")
    return LocalKafka(folder / f"kafka-{uuid4().hex}", [Node(*ports)])


def settings(server: Broker) -> KafkaSettings:
    """For clients of it."""
    return KafkaSettings(bootstrap=server.address, idempotent=are_real())


def two_ports() -> tuple[int, int]:
    return free_port(), free_port()


def database(folder: Path, name: str) -> str:
    """The URL of the database of this name that belongs to the folder: the same one each time."""
    if not are_real():
        return f"sqlite+aiosqlite:///{folder}/{name}.db"
    return _url(folder, name) if (folder, name) in _names else _make(folder, name, like="template1")


def databases(name: str, services: Iterable[str]) -> str:
    """The URL of an empty database in PostgreSQL for each service; `name` holds {service}."""
    for service in services:
        _create(name.replace("{service}", service), like="template1")
    return _server().url(name)


def copy_databases(source: Path, folder: Path) -> None:
    """All that belong to one folder, for another; nobody is connected to them."""
    if not are_real():
        copytree(source, folder, dirs_exist_ok=True)
    for of, name in [each for each in _names if each[0] == source]:
        _make(folder, name, like=_names[of, name])


def _make(folder: Path, name: str, *, like: str) -> str:
    _names[folder, name] = f"{name}-{uuid4().hex}"
    _create(_names[folder, name], like=like)
    return _url(folder, name)


def _create(name: str, *, like: str) -> None:
    with ThreadPoolExecutor(1) as thread:  # the loop that asks may be running
        thread.submit(asyncio.run, _server().database(name, like=like)).result()


def _url(folder: Path, name: str) -> str:
    return _server().url(_names[folder, name])


@cache
def _server() -> Postgres:
    server = Postgres()
    server.start()
    atexit.register(server.close)
    return server
