"""Committed events are published to Kafka in order, by one relay at a time."""

from contextlib import AsyncExitStack, suppress

from shared.contracts.subjects import partition_of
from shared.messaging.outbox.table import PAYLOAD_BYTES, append_to_outbox
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.outbox import commit, everything_is_published, matter_ids, outbox_event, relaying
from tests.support.topics import records, values
from tests.support.waiting import eventually


async def test_every_event_arrives_once_in_its_partition_and_in_order(service: Database, kafka: KafkaSettings) -> None:
    events = [outbox_event(matter, sequence) for sequence in (1, 2, 3) for matter in matter_ids(500)]
    await commit(service, *events)
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    found = await records(kafka)
    assert sorted(record.value for record in found) == sorted(one.payload for one in events)
    for matter in matter_ids(500):
        own = [record for record in found if record.key == matter.encode()]
        assert [record.value for record in own] == [f"{matter}/1/{sequence}".encode() for sequence in (1, 2, 3)]
        assert {record.partition for record in own} == {partition_of(matter)}


async def test_a_wake_is_enough_and_no_poll_is_needed(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, outbox_event("520603-p-2014-1"))
    async with relaying(service, kafka, idle_seconds=3600) as relay:
        await eventually(lambda: everything_is_published(service))
        await commit(service, outbox_event("520603-p-2014-2"))
        relay.wake()
        await eventually(lambda: everything_is_published(service))
    assert len(await values(kafka)) == 2


async def test_what_was_rolled_back_is_never_published(service: Database, kafka: KafkaSettings) -> None:
    with suppress(LookupError):
        async with service.transaction() as connection:
            await append_to_outbox(connection, [outbox_event(payload=b"never")])
            raise LookupError
    await commit(service, outbox_event(payload=b"said"))
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    assert await values(kafka) == [b"said"]


async def test_the_largest_event_passes(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, outbox_event(payload=bytes(PAYLOAD_BYTES)), outbox_event("520603-p-2014-2"))
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    assert len(await values(kafka)) == 2


async def test_a_second_relay_waits_until_the_first_ends(service: Database, kafka: KafkaSettings) -> None:
    other = Database(service.url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(other.close)
        async with relaying(service, kafka, holder="first") as first:
            await eventually(lambda: first.lease.held)
            second = await stack.enter_async_context(relaying(other, kafka, holder="second"))
            for number in range(20):
                await commit(service, outbox_event(sequence=number + 1))
                second.wake()
                first.wake()
            await eventually(lambda: everything_is_published(service))
            assert not second.lease.held
        await commit(service, outbox_event(sequence=21))
        await eventually(lambda: everything_is_published(service))
    assert len(await values(kafka)) == 21
