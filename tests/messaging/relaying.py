"""A relay at work in a test."""

import asyncio
from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.messaging.lease import Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database


@asynccontextmanager
async def relaying(
    database: Database, kafka: KafkaSettings, *, name: str = "relay", holder: str = "me", idle_seconds: float = 1.0
) -> AsyncIterator[Relay]:
    """A relay at work, stopped at the end."""
    stop = Event()
    relay = Relay(database, kafka, Lease(database, name, holder), idle_seconds=idle_seconds)
    running = asyncio.ensure_future(relay.run(stop))
    try:
        yield relay
    finally:
        stop.set()
        await running
