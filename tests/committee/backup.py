"""Putting the database of a service back to an earlier state, while Kafka and the other services have gone on."""

from dataclasses import dataclass, field
from typing import Any

from deploy.ops.hosting import hosts_of
from shared.committee.maintenance.kafka_diff import COMPARED, KafkaDiff
from shared.committee.maintenance.restore import Restored, restore
from shared.contracts.codec import ReceivedEvent, decode
from shared.contracts.subjects import is_key
from shared.contracts.topics import Topic, kind_of
from shared.messaging.outbox.kafka_events import event_in
from shared.messaging.outbox.latest_events import latest
from shared.storage.database import service_tables
from tests.committee.service_clients import ServiceClient, ServiceClients, record_of


@dataclass
class Backup:
    """The rows of the database of one service. `kafka`: all events that were ever published, once the rows are restored."""

    service: ServiceClient
    rows: dict[str, list[dict[str, Any]]]
    read_to: dict[str, int]
    kafka: list[Any] = field(default_factory=list)

    @classmethod
    async def of(cls, service: ServiceClient) -> "Backup":
        async with service.context.service.reading() as connection:
            tables = service_tables.sorted_tables
            rows = {
                each.name: [dict(row._mapping) for row in await connection.execute(each.select())] for each in tables
            }
        return cls(service, rows, dict(service.read_to))

    async def put_back(self, services: ServiceClients) -> tuple[KafkaDiff, Restored]:
        """Restores the copies of the databases, and runs `restored` in the service."""
        self.kafka = [record_of(row) for service in services.all for row in await service.announced()]
        async with self.service.context.service.transaction() as connection:
            for table in reversed(service_tables.sorted_tables):
                await connection.execute(table.delete())
            for table in service_tables.sorted_tables:
                if self.rows[table.name]:
                    await connection.execute(table.insert(), self.rows[table.name])
        rows = await self.service.announced()
        for service in services.all:  # the others continue with what it publishes from now on
            service.read_to[self.service.name] = rows[-1].id if rows else 0
        self.service.read_to = self.read_to | {self.service.name: self.service.read_to[self.service.name]}
        found = await self.beyond()
        directory = self.service.context.directory
        for organization in await directory.tree():  # the service starts again, with the pins of the backup
            directory.keys.invalidate(organization)
        async with self.service.context.service.transaction() as connection:
            return found, await restore(connection, found, now=self.service.clock.now())

    async def beyond(self) -> KafkaDiff:
        hosts, found = hosts_of(self.service.name), KafkaDiff()
        levels = {event.subject: event.facts.level for event in _decoded(self.kafka) if is_key(event.subject)}  # type: ignore[union-attr]
        for topic in COMPARED:
            known = {each.matter: each.version async for each in latest(self.service.context.service, topic)}
            for event in filter(None, map(event_in, self.kafka)):
                if event.topic == topic:
                    ours = event.producer in levels and hosts(event.producer, levels[event.producer])
                    found.note(event, known, ours=ours)
        return found

    async def believed(self, services: ServiceClients) -> dict[str, ReceivedEvent]:
        """Returns the facts of each matter and record as a consumer of all published events knows them, before and after."""
        all_records = self.kafka + [record_of(row) for service in services.all for row in await service.announced()]
        newest: dict[str, ReceivedEvent] = {}
        for event in _decoded(all_records):
            if event.subject not in newest or event.version > newest[event.subject].version:
                newest[event.subject] = event
        return newest


def _decoded(records: list[Any]) -> list[ReceivedEvent]:
    events = [decode(each.value, topic=each.topic, partition=each.partition) for each in records]
    return [
        event
        for event, each in zip(events, records, strict=True)
        if event and kind_of(each.topic) is not Topic.TRANSFERS
    ]
