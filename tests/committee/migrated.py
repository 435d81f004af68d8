"""Databases of tests that are marked as migrated, as the commands of the operator expect."""

from collections.abc import Iterable

from sqlalchemy import Column, MetaData, String, Table

from shared.storage.migrations.migration import VERSION_TABLES
from tests.committee.service_clients import ServiceClient


async def mark_migrated(services: Iterable[ServiceClient]) -> None:
    """Creates the tables of versions in the databases of these services."""
    for service in services:
        own = {"service": service.context.service, "read": service.context.read}
        for which, name in VERSION_TABLES.items():
            versions = Table(name, MetaData(), Column("version_num", String(32)))
            async with own[which].engine.begin() as connection:
                await connection.run_sync(versions.create)
                await connection.execute(versions.insert(), {"version_num": "0001"})
