"""What Kafka has at given offsets, wherever they are."""

import asyncio

import pytest

from shared.contracts.topics import Topic
from shared.contracts.writers import Writer
from shared.messaging.clients import discard_producer, producer
from shared.messaging.outbox.record_lookup import record_at, records_in
from shared.messaging.topics import partitions_of
from tests.support.brokers import OwnBroker

FULL, EMPTY = partitions_of([Topic.PROPOSALS], Writer.COUNTY)[:2]
RECORDS = 6000


@pytest.fixture
async def log(own_broker: OwnBroker) -> OwnBroker:
    """Returns a partition in which the value of each record is its own offset."""
    sender = producer(own_broker.kafka)
    await sender.start()
    sent = [await sender.send(FULL.topic, b"%d" % at, key=b"any", partition=FULL.partition) for at in range(RECORDS)]
    await asyncio.gather(*sent)
    await discard_producer(sender)
    return own_broker


@pytest.mark.parametrize(
    "wanted",
    [
        [0],
        [RECORDS - 1],
        [0, 1, 2, 5990],
        [10, 509, 510, 511, 1012, 3000, RECORDS - 1],
        list(range(700, 2700)),
    ],
)
async def test_every_record_is_found_near_the_one_before_or_far_from_it(log: OwnBroker, wanted: list[int]) -> None:
    found = await records_in(log.kafka, {FULL: wanted})
    assert {at: record.value for at, record in found[FULL].items()} == {at: b"%d" % at for at in wanted}


@pytest.mark.parametrize("beyond", [RECORDS, RECORDS + 1, RECORDS * 3])
async def test_what_is_beyond_the_end_is_not_there(log: OwnBroker, beyond: int) -> None:
    found = await records_in(log.kafka, {FULL: [5, 4000, beyond]})
    assert sorted(found[FULL]) == [5, 4000]
    assert await record_at(log.kafka, {FULL: beyond, EMPTY: 0}) == {FULL: None, EMPTY: None}
