"""The databases of a service, opened with the settings of the service."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

from deploy import ports
from deploy.settings import DeploySettings
from shared.storage.database import Database

SERVICES = tuple(ports.SERVICES)
"""The services with a database of their own."""


class Databases(NamedTuple):
    """The service database, which must never be lost, and the read database, rebuilt from Kafka; one database under PostgreSQL."""

    service: Database
    read: Database


@asynccontextmanager
async def databases(
    settings: DeploySettings, service: str, *, options: Mapping[str, object] | None = None
) -> AsyncIterator[Databases]:
    """Opens both databases of a service inside the block. `options`: of the service database."""
    own = read = settings.database_of(service) or ""
    if not own:
        own, read = (f"sqlite+aiosqlite:///{settings.folder / name}.db" for name in (service, f"{service}-read"))
    opened = Databases(Database(own, options=options), Database(read, durable=False))
    try:
        yield opened
    finally:
        await opened.service.close()
        await opened.read.close()
