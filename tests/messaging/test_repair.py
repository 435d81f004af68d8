"""Events that Kafka has lost are published again, from the last correct offset."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import ConsumerRecord
from aiokafka.admin import NewTopic
from sqlalchemy import update

from shared.contracts.subjects import partition_of
from shared.contracts.topics import TOPICS, Topic, topic_name
from shared.contracts.writers import SelfHosted, Writer, Writers
from shared.messaging.clients import admin, producer
from shared.messaging.cluster import ClusterWatch
from shared.messaging.outbox.backlog import PublishedEvent, mark_published, pending
from shared.messaging.outbox.repair import Repair
from shared.messaging.outbox.table import outbox
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from shared.storage.database import Database
from tests.support.outbox import commit, everything_is_published, matter_ids, outbox_event, relaying
from tests.support.topics import records, recreate_topic, values
from tests.support.waiting import eventually


async def test_what_a_truncated_topic_lost_is_published_again_and_nothing_else(
    service: Database, kafka: KafkaSettings
) -> None:
    """The cluster is the same: deleted, made again, and filled by hand with the first part of what was there."""
    await commit(service, *(outbox_event(matter) for matter in matter_ids(400)))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
    before = await records(kafka)
    kept = [record for record in before if record.offset < 5]
    await _replace(kafka, kept)
    assert await relay.repair.once() == len(before) - len(kept)
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    assert sorted(await values(kafka)) == sorted(record.value for record in before)
    assert await relay.repair.once() == 0


async def test_a_topic_that_was_emptied_is_filled_again(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, *(outbox_event(matter) for matter in matter_ids(100)))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
    await _replace(kafka, [])
    assert await relay.repair.once() == 100


async def test_what_was_published_to_the_topic_that_all_services_shared_is_published_to_our_own(
    service: Database, kafka: KafkaSettings
) -> None:
    """The upgrade of decision 0107: the offsets in the outbox are those of a topic that is no longer read."""
    await commit(service, *(outbox_event(matter) for matter in matter_ids(100)))
    await _publish_to_shared_topic(service, kafka)
    assert await everything_is_published(service)
    assert await values(kafka) == []
    async with relaying(service, kafka) as relay:
        await eventually(lambda: _all_are_in_our_topic(service, kafka, 100))
    assert sorted({record.topic for record in await records(kafka)}) == ["lianxi.county.proposals"]
    assert await relay.repair.once() == 0


async def test_what_the_topics_of_a_self_hosted_county_lost_is_published_again(
    service: Database, kafka: KafkaSettings
) -> None:
    """Each has one partition, whatever the partition of the same event would be in the topic of its level."""
    own = SelfHosted(Writer.COUNTY, "520603")
    kafka = replace(kafka, writer=own, writers=Writers(frozenset({own})))
    await create_topics(kafka)
    await commit(service, *(outbox_event(matter) for matter in matter_ids(100)))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
        assert await relay.repair.once() == 0
    before = await records(kafka)
    assert {(record.topic, record.partition) for record in before} == {("lianxi.county-520603.proposals", 0)}
    await recreate_topic(kafka, Topic.PROPOSALS)
    assert await relay.repair.once() == len(before) == 100
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    assert await values(kafka) == [record.value for record in before]


async def test_foreign_records_at_our_offsets_are_no_proof(service: Database, kafka: KafkaSettings) -> None:
    await commit(service, outbox_event(payload=b"ours"))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
    partition = partition_of("520603-p-2014-1")
    await _replace(kafka, [])
    await _produce(kafka, [(partition, b"theirs", None), (partition, b"theirs too", None)])
    assert await relay.repair.once() == 1


async def test_what_was_lost_between_what_is_there_is_published_again(service: Database, kafka: KafkaSettings) -> None:
    """The topic is truncated, and before anyone looks it has grown again, beyond where it was."""
    await commit(service, *(outbox_event(sequence=number) for number in range(1, 9)))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
        assert await relay.repair.once() == 0
        before = await records(kafka)
        partition = partition_of("520603-p-2014-1")
        await _replace(kafka, before[:3])
        await _produce(kafka, [(partition, b"theirs", None)] * len(before))
        await commit(service, outbox_event(sequence=9))
        await eventually(lambda: everything_is_published(service))
        assert await relay.repair.once() == len(before) - 3
        await eventually(lambda: everything_is_published(service))
        assert await relay.repair.once() == 0
    assert {record.value for record in before} < set(await values(kafka))


async def test_a_later_copy_of_our_newest_event_at_its_offset_is_no_proof(
    service: Database, kafka: KafkaSettings
) -> None:
    """The topic is truncated, and copies of the newest event fill it up to the offset where that event stood."""
    await commit(service, *(outbox_event(sequence=number) for number in range(1, 6)))
    async with relaying(service, kafka):
        await eventually(lambda: everything_is_published(service))
    repair = Repair(service, kafka, commit_delay=timedelta(0))
    assert await repair.once() == 0
    before = await records(kafka)
    await _replace(kafka, [])
    await _produce(kafka, [(before[-1].partition, before[-1].value, None)] * len(before))
    assert await repair.once() == len(before)


@pytest.mark.parametrize(("topic", "again"), [(Topic.PROPOSALS, 2), (Topic.TRANSFERS, 1)])
async def test_what_a_topic_lets_go_with_time_is_not_missed(
    service: Database, kafka: KafkaSettings, topic: Topic, again: int
) -> None:
    """Of transfers, ninety days are kept; of what is counted, everything."""
    await commit(service, *(outbox_event(sequence=number)._replace(topic=topic) for number in (1, 2)))
    async with relaying(service, kafka) as relay:
        await eventually(lambda: everything_is_published(service))
    long_ago = datetime.now(UTC) - timedelta(days=90)
    async with service.transaction() as connection:
        await connection.execute(update(outbox).where(outbox.c.sequence == 1).values(published_at=long_ago))
    await _replace(kafka, [], topic=topic)
    assert await relay.repair.once() == again


async def _publish_to_shared_topic(service: Database, kafka: KafkaSettings) -> None:
    """Publishes the outbox as services did before they had topics of their own."""
    client = admin(kafka)
    await client.start()
    await client.create_topics([NewTopic(Topic.PROPOSALS.value, TOPICS[Topic.PROPOSALS].partitions, 1)])
    await client.close()
    watch = ClusterWatch(kafka)
    cluster = await watch.ask()
    await watch.close()
    sender = producer(kafka)
    await sender.start()
    for id, event in (await pending(service, (Topic.PROPOSALS,), 1000)).items():
        record = await sender.send_and_wait(event.topic.value, event.payload, partition=event.partition)
        await mark_published(service, cluster, [PublishedEvent(id, record.offset, record.timestamp)])
    await sender.stop()


async def _all_are_in_our_topic(service: Database, kafka: KafkaSettings, events: int) -> bool:
    return await everything_is_published(service) and len(await values(kafka)) == events


async def _replace(kafka: KafkaSettings, kept: list[ConsumerRecord], *, topic: Topic = Topic.PROPOSALS) -> None:
    """Deletes the topic, creates it again in the same cluster, and fills it with these records."""
    await recreate_topic(kafka, topic)
    await _produce(kafka, [(record.partition, record.value, record.timestamp) for record in kept])


async def _produce(kafka: KafkaSettings, some: list[tuple[int, bytes, int | None]]) -> None:
    """Writes records of a partition, a value and a timestamp in milliseconds (None: now)."""
    sender = producer(kafka)
    await sender.start()
    for partition, value, timestamp in some:
        await sender.send_and_wait(
            topic_name(Topic.PROPOSALS, Writer.COUNTY), value, key=b"k", partition=partition, timestamp_ms=timestamp
        )
    await sender.stop()
