"""Committed events are published to Kafka despite kills, an unavailable broker or a wiped one."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.messaging.outbox.backlog import backlog
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from tests.support.brokers import OwnBroker
from tests.support.outbox import commit, everything_is_published, matter_ids, outbox_event, relaying
from tests.support.topics import values
from tests.support.waiting import block_event_loop, eventually

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def child(service: Database, kafka: KafkaSettings) -> AsyncIterator[Process]:
    """Runs a relay in a process of its own, which has published one event and sleeps until it is woken."""
    await commit(service, outbox_event("520603-p-2014-0"))
    command = (sys.executable, "-m", "tests.messaging.relay_process", service.url, kafka.bootstrap)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE)
    try:
        await eventually(lambda: everything_is_published(service))
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _has(kafka: KafkaSettings, count: int) -> bool:
    return len(await values(kafka)) >= count


async def test_a_relay_killed_between_send_and_mark_is_followed_by_one_that_sends_again(
    service: Database, kafka: KafkaSettings, child: Process
) -> None:
    """`kill -9` of a real process. It cannot mark, because this test holds the write lock of the database."""
    await commit(service, *(outbox_event(matter) for matter in matter_ids(30)))
    async with service.transaction():
        assert child.stdin is not None
        child.stdin.write(b"wake\n")
        await eventually(lambda: _has(kafka, 31))
        child.kill()
        await child.wait()
    assert (await backlog(service)).pending == 30
    async with relaying(service, kafka, name="successor"):
        await eventually(lambda: everything_is_published(service))
    found = await values(kafka)
    assert len(found) == 61
    assert len(set(found)) == 31


async def test_a_broker_that_was_away_gets_everything_when_it_is_back(service: Database, own_broker: OwnBroker) -> None:
    own_broker.server.stop()
    async with relaying(service, own_broker.kafka) as relay:
        await commit(service, outbox_event())
        await eventually(lambda: relay.failing)
        block_event_loop(own_broker.wipe)
        await eventually(lambda: everything_is_published(service))
    assert len(await values(own_broker.kafka)) == 1


async def test_a_wiped_broker_is_refilled(service: Database, own_broker: OwnBroker) -> None:
    events = [outbox_event(matter) for matter in matter_ids(1500)]
    await commit(service, *events)
    async with relaying(service, own_broker.kafka):
        await eventually(lambda: everything_is_published(service))
        block_event_loop(own_broker.wipe)
        await eventually(lambda: _has(own_broker.kafka, 1500))
        await eventually(lambda: everything_is_published(service))
    found = await values(own_broker.kafka)
    assert set(found) == {one.payload for one in events}  # some may come twice: at least once is the promise
