"""Events in an outbox, and the relay that publishes them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from shared.contracts.topics import Topic
from shared.messaging.lease import Lease
from shared.messaging.outbox.backlog import backlog
from shared.messaging.outbox.relay import Relay, SealedBytes
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.running import running


def outbox_event(
    matter: str = "520603-p-2014-1", sequence: int = 1, *, epoch: int = 1, payload: bytes = b""
) -> OutboxEvent:
    return OutboxEvent(
        topic=Topic.PROPOSALS,
        matter=matter,
        epoch=epoch,
        sequence=sequence,
        type="proposal.filed.v1",
        payload=payload or f"{matter}/{epoch}/{sequence}".encode(),
        recorded_at=datetime.now(UTC),
    )


def matter_ids(count: int) -> list[str]:
    """Returns ids of matters of many organizations, so that every partition has some."""
    return [f"{520600 + n % 40}-p-2014-{n}" for n in range(count)]


async def commit(database: Database, *events: OutboxEvent) -> None:
    """Stores the events in the outbox in one transaction."""
    async with database.transaction() as connection:
        await append_to_outbox(connection, list(events))


async def everything_is_published(database: Database) -> bool:
    return (await backlog(database)).pending == 0


@asynccontextmanager
async def relaying(
    database: Database,
    kafka: KafkaSettings,
    *,
    name: str = "relay",
    holder: str = "me",
    idle_seconds: float = 1.0,
    sealed: SealedBytes | None = None,
) -> AsyncIterator[Relay]:
    """Runs a relay inside the block; with `sealed`, that of chunks."""
    relay = Relay(database, kafka, Lease(database, name, holder), idle_seconds=idle_seconds, sealed=sealed)
    async with running(relay):
        yield relay


def event_of(row: Any) -> OutboxEvent:
    """Returns the event of a row."""
    return OutboxEvent(Topic(row.topic), *(getattr(row, name) for name in OutboxEvent._fields[1:]))
