"""The databases of a service, as the service itself would open them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from deploy import ports
from deploy.settings import DeploySettings
from shared.storage.database import Database

SERVICES = tuple(ports.SERVICES)
"""The services with a database of their own."""


class Databases(NamedTuple):
    """What must never be lost, and what can be read from Kafka again; under PostgreSQL both are one."""

    service: Database
    read: Database


@asynccontextmanager
async def databases(settings: DeploySettings, service: str) -> AsyncIterator[Databases]:
    """Both databases of a service, open inside the block."""
    own = read = settings.database_of(service) or ""
    if not own:
        own, read = (f"sqlite+aiosqlite:///{settings.folder / name}.db" for name in (service, f"{service}-read"))
    opened = Databases(Database(own), Database(read, durable=False))
    try:
        yield opened
    finally:
        await opened.service.close()
        await opened.read.close()
