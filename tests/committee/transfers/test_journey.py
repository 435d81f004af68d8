"""The way through Kafka: relay, topic, reader, and back, for services that are there and for one that was away."""

import asyncio
from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from shared.committee.encryption.signatures import EventSigner
from shared.contracts.topics import Topic, topic_name
from shared.contracts.vocabulary import TransferState
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.lease import Lease
from shared.messaging.outbox.relay import Relay
from shared.messaging.settings import KafkaSettings
from tests.support.brokers import OwnBroker
from tests.support.outbox import everything_is_published
from tests.support.transfers import (
    CITY,
    CITYS,
    COUNTY,
    COUNTYS,
    ONWARD,
    ORIGIN,
    PAYLOAD,
    TOWNSHIP,
    TRANSFER,
    TransferService,
    dispatch,
    open_transfer_service,
)
from tests.support.waiting import block_event_loop, eventually


@asynccontextmanager
async def at_work(service: TransferService, kafka: KafkaSettings) -> AsyncIterator[Relay]:
    """Yields a service with its relay and its inbox, stopped at the end."""
    stop, lease = Event(), Lease(service.database, "committee", "me")
    signer = EventSigner(service.database, service.vault)
    relay = Relay(service.database, kafka, lease, signatures=signer.signatures)
    reader = service.inbox.reader(service.database, kafka, lease=lease, applied=relay.wake)
    running = [asyncio.ensure_future(task(stop)) for task in (relay.run, reader.run)]
    try:
        yield relay
    finally:
        stop.set()
        await asyncio.gather(*running)


@asynccontextmanager
async def three_levels(folder: Path) -> AsyncIterator[tuple[TransferService, TransferService, TransferService]]:
    keys: dict[str, bytes] = {}
    async with AsyncExitStack() as stack:
        township, county, city = [
            await stack.enter_async_context(open_transfer_service(folder, organization, keys=keys))
            for organization in (TOWNSHIP, COUNTY, CITY)
        ]
        county.derived, city.derived = {TRANSFER: COUNTYS}, {ONWARD: CITYS}
        yield township, county, city


async def test_a_matter_travels_up_three_levels_and_its_state_comes_back(tmp_path: Path, own_broker: OwnBroker) -> None:
    kafka = own_broker.kafka
    async with (
        three_levels(tmp_path) as (township, county, city),
        at_work(township, kafka) as relay,
        at_work(county, kafka) as countys,
        at_work(city, kafka) as citys,
    ):
        await township.send(dispatch(county.keys[COUNTY]))
        relay.wake()
        await eventually(lambda: len(county.delivered) == 1)
        await county.send(dispatch(county.keys[CITY], id=ONWARD, to=CITY, chain=(ORIGIN, COUNTYS)))
        countys.wake()
        await eventually(lambda: city.delivered == [(ONWARD, 1, PAYLOAD)])
        async with city.database.transaction() as connection:
            await city.send_notice(connection, CITYS, 2, (ORIGIN, COUNTYS), ONWARD, TransferState.ACCEPTED, {})
        citys.wake()
        await eventually(lambda: (ORIGIN, CITYS, "accepted", {}) in township.noted)
        await eventually(lambda: (COUNTYS, CITYS, "accepted", {}) in county.noted)


@pytest.mark.full
async def test_a_service_that_was_away_catches_up_past_what_nobody_can_read(
    tmp_path: Path,
    own_broker: OwnBroker,
) -> None:
    kafka = own_broker.kafka
    async with three_levels(tmp_path) as (township, county, _), at_work(township, kafka) as relay:
        await township.send(dispatch(county.keys[COUNTY]))
        relay.wake()
        await eventually(lambda: everything_is_published(township.database))
        sender = producer(kafka)
        await sender.start()
        for partition in range(12):
            await sender.send(topic_name(Topic.TRANSFERS, Writer.COUNTY), b"\xff{broken", key=b"x", partition=partition)
        await sender.stop()
        async with at_work(county, kafka):
            # A portion that holds dead letters is taken in twice, the first time to be undone: its notices are published again.
            await eventually(lambda: {each[:2] for each in county.delivered} == {(TRANSFER, 1)})
            await eventually(lambda: {state for _, _, state, _ in township.noted} == {"delivered"})


async def test_a_wiped_kafka_is_read_again_without_effect(tmp_path: Path, own_broker: OwnBroker) -> None:
    kafka = own_broker.kafka
    async with three_levels(tmp_path) as (township, county, _), at_work(township, kafka) as relay:
        await township.send(dispatch(county.keys[COUNTY]))
        relay.wake()
        async with at_work(county, kafka):
            await eventually(lambda: len(township.noted) == 1)
            block_event_loop(own_broker.wipe)
            await township.send(dispatch(county.keys[COUNTY], sequence=2))
            relay.wake()
            await eventually(lambda: len(township.noted) == 2)
    assert [(id, sequence) for id, sequence, _ in county.delivered] == [(TRANSFER, 1), (TRANSFER, 2)]
