"""Putting the database of a service back to an earlier state, while Kafka and the other services have gone on."""

from dataclasses import dataclass, field
from typing import Any

from deploy.ops.hosting import hosts_of
from shared.committee.maintenance.kafka_diff import KafkaDiff
from shared.committee.maintenance.restore import Restored, restore
from shared.contracts.codec import ReceivedEvent, decode
from shared.contracts.subjects import is_key
from shared.contracts.topics import Topic
from shared.messaging.outbox.audit import AUDITED
from shared.messaging.outbox.kafka_events import event_in
from shared.messaging.outbox.latest_events import latest
from shared.storage.database import service_tables
from tests.committee.desk import Desk, Desks, record_of


@dataclass
class Backup:
    """The rows of the service database of a desk. `kafka`: all that was ever said by anybody, once they are put back."""

    desk: Desk
    rows: dict[str, list[dict[str, Any]]]
    read_to: dict[str, int]
    kafka: list[Any] = field(default_factory=list)

    @classmethod
    async def of(cls, desk: Desk) -> "Backup":
        async with desk.context.service.reading() as connection:
            tables = service_tables.sorted_tables
            rows = {
                each.name: [dict(row._mapping) for row in await connection.execute(each.select())] for each in tables
            }
        return cls(desk, rows, dict(desk.read_to))

    async def put_back(self, desks: Desks) -> tuple[KafkaDiff, Restored]:
        """They take the place of what is there, and the service is told that it was restored."""
        self.kafka = [record_of(row) for desk in desks.all for row in await desk.announced()]
        async with self.desk.context.service.transaction() as connection:
            for table in reversed(service_tables.sorted_tables):
                await connection.execute(table.delete())
            for table in service_tables.sorted_tables:
                if self.rows[table.name]:
                    await connection.execute(table.insert(), self.rows[table.name])
        rows = await self.desk.announced()
        for desk in desks.all:  # the others go on with what it says from now on
            desk.read_to[self.desk.name] = rows[-1].id if rows else 0
        self.desk.read_to = self.read_to | {self.desk.name: self.desk.read_to[self.desk.name]}
        found = await self.beyond()
        async with self.desk.context.service.transaction() as connection:
            return found, await restore(connection, found, now=self.desk.clock.now())

    async def beyond(self) -> KafkaDiff:
        hosts, found = hosts_of(self.desk.name), KafkaDiff()
        levels = {event.subject: event.facts.level for event in _decoded(self.kafka) if is_key(event.subject)}  # type: ignore[union-attr]
        for topic in AUDITED:
            known = {each.matter: each.version async for each in latest(self.desk.context.service, topic)}
            for event in filter(None, map(event_in, self.kafka)):
                if event.topic == topic:
                    ours = event.producer in levels and hosts(event.producer, levels[event.producer])
                    found.note(event, known, ours=ours)
        return found

    async def believed(self, desks: Desks) -> dict[str, ReceivedEvent]:
        """What everybody believes of each matter and record who has read all that was said, before and after."""
        said = self.kafka + [record_of(row) for desk in desks.all for row in await desk.announced()]
        newest: dict[str, ReceivedEvent] = {}
        for event in _decoded(said):
            if event.subject not in newest or event.version > newest[event.subject].version:
                newest[event.subject] = event
        return newest


def _decoded(records: list[Any]) -> list[ReceivedEvent]:
    events = [decode(each.value, topic=each.topic, partition=each.partition) for each in records]
    return [event for event, each in zip(events, records, strict=True) if event and each.topic != Topic.TRANSFERS]
