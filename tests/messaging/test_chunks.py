"""Chunks of attachments in the outbox: their rows have the event only, and the relay of chunks adds the sealed bytes."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from shared.contracts.record_values import sealed_in_value, value_with
from shared.contracts.topics import Topic
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.audit import Audit
from shared.messaging.outbox.relay import CHUNKS
from shared.messaging.outbox.repair import Repair
from shared.messaging.outbox.table import OutboxEvent, outbox
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.brokers import OwnBroker
from tests.support.outbox import commit, everything_is_published, outbox_event, relaying
from tests.support.topics import records, recreate_topic, values
from tests.support.waiting import block_event_loop, eventually

LARGE = bytes(range(256)) * 2048
"""The sealed bytes of the largest chunk: 512 KiB."""


def chunk(number: int, file: int = 1) -> OutboxEvent:
    matter = f"520603202-t-2014-1-1-{file}-{number}"
    event = outbox_event(
        matter,
        payload=b'{"source":"/organizations/520603202","subject":"%s","type":"chunk.sent.v1",'
        b'"epoch":1,"sequence":1}' % matter.encode(),
    )
    return event._replace(topic=Topic.ATTACHMENTS, type="chunk.sent.v1")


async def sealed(event: OutboxEvent) -> bytes:
    """Returns the bytes of a chunk, which contain line feeds."""
    return event.matter.encode() + LARGE


async def test_chunks_are_published_with_their_bytes_and_in_their_order(
    service: Database, kafka: KafkaSettings
) -> None:
    events = [chunk(number) for number in range(1, 2 * CHUNKS + 2)]
    await commit(service, *events)
    async with relaying(service, kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    found = await records(kafka, Topic.ATTACHMENTS)
    assert [each.value for each in found] == [value_with(each.payload, await sealed(each)) for each in events]
    assert [sealed_in_value(each.value) for each in found] == [await sealed(each) for each in events]


async def test_events_do_not_wait_for_chunks_nor_chunks_for_events(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, chunk(1), outbox_event())
    async with relaying(service, kafka):
        await eventually(lambda: _published(kafka, Topic.PROPOSALS))
    assert not await everything_is_published(service)
    assert await values(kafka, Topic.ATTACHMENTS) == []


async def _published(kafka: KafkaSettings, topic: Topic) -> bool:
    return bool(await values(kafka, topic))


async def test_repair_and_audit_know_published_chunks_by_their_events(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, *(chunk(number) for number in (1, 2, 3)))
    async with relaying(service, kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    assert await Repair(service, kafka).once() == 0
    audit = Audit(service, kafka, lambda _: True)
    (findings,) = await audit.run(repair=True, topics=[Topic.ATTACHMENTS])
    assert (findings.compared, findings.is_clean) == (3, True)


async def test_chunks_that_kafka_has_lost_are_published_again(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, *(chunk(number) for number in range(1, 8)))
    async with relaying(service, kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    repair = Repair(service, kafka)
    assert await repair.once() == 0
    await recreate_topic(kafka, Topic.ATTACHMENTS)
    assert await repair.once() == 7
    async with relaying(service, kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    assert len(await values(kafka, Topic.ATTACHMENTS)) == 7


async def test_a_wiped_kafka_gets_the_chunks_that_it_would_still_have(service: Database, own_broker: OwnBroker) -> None:
    await commit(service, *(chunk(1, file) for file in (1, 2)))
    async with relaying(service, own_broker.kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    old = update(outbox).where(outbox.c.matter == chunk(1, 1).matter)
    async with service.transaction() as connection:
        await connection.execute(old.values(published_at=datetime.now(UTC) - timedelta(days=90)))
    block_event_loop(own_broker.wipe)
    async with relaying(service, own_broker.kafka, sealed=sealed):
        await eventually(lambda: _published(own_broker.kafka, Topic.ATTACHMENTS))
    again = await values(own_broker.kafka, Topic.ATTACHMENTS)
    assert again == [value_with(chunk(1, 2).payload, await sealed(chunk(1, 2)))]


async def test_a_replay_publishes_chunks_again_until_they_expire(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, chunk(1), chunk(2))
    async with relaying(service, kafka, sealed=sealed):
        await eventually(lambda: everything_is_published(service))
    async with service.transaction() as connection:
        old = update(outbox).where(outbox.c.matter == chunk(1).matter)
        await connection.execute(old.values(published_at=datetime.now(UTC) - timedelta(days=100)))
    assert await event_offsets.mark_all_pending(service, [Topic.ATTACHMENTS]) == 1
    async with service.reading() as connection:
        waiting = (await connection.execute(select(outbox.c.matter).where(outbox.c.published_at.is_(None)))).scalars()
        assert list(waiting) == [chunk(2).matter]


async def test_an_empty_chunk_is_published_for_a_missing_content(service: Database, kafka: KafkaSettings) -> None:
    async def missing(_event: OutboxEvent) -> bytes:
        return b""

    await commit(service, chunk(1))
    async with relaying(service, kafka, sealed=missing):
        await eventually(lambda: everything_is_published(service))
    (record,) = await records(kafka, Topic.ATTACHMENTS)
    assert sealed_in_value(record.value) == b""
