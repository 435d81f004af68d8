"""Attachments on their way through Kafka: every file arrives once and complete, whichever process is killed and whatever Kafka loses.

Those of a matter go up with its transfer, those of an answer come down with its notice.
"""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from sqlalchemy import func, select

from shared.committee.file_transfers.sealing import CHUNK
from shared.committee.file_transfers.tables import received_chunks, received_files
from shared.committee.stored_attachments.tables import attachments
from shared.contracts.topics import Topic
from shared.domain.attachments import OFFICE
from shared.messaging.outbox.table import outbox
from shared.messaging.settings import KafkaSettings
from tests.committee.attached_files import PDF, added
from tests.committee.background_tasks import at_work
from tests.committee.forwarding import COUNTY, TOWNSHIP, approved, brought_up, clerk
from tests.committee.service_clients import ServiceClient, ServiceClients
from tests.support.brokers import OwnBroker
from tests.support.waiting import block_event_loop, eventually

ROOT = Path(__file__).parents[3]
CHUNKS = 5
KILLS = 20


def content(number: int) -> bytes:
    """Returns a file of five chunks, more than the relay sends together."""
    return PDF + Random(number).randbytes((CHUNKS - 1) * CHUNK)


async def forwarded(service: ServiceClient, number: int) -> str:
    """Forwards a new report with a file, and returns its id."""
    id = await approved(service, TOWNSHIP)
    await added(service, id, clerk(TOWNSHIP), content(number), name=f"{number}.pdf")
    await service.post(f"/opinions/{id}/forward", clerk(TOWNSHIP))
    return id


async def stored(service: ServiceClient) -> int:
    async with service.context.service.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(attachments)) or 0


async def left(service: ServiceClient) -> tuple[int, int]:
    """Returns how many files and chunks are still on their way."""
    async with service.context.service.reading() as connection:
        files, chunks = [
            await connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (received_files, received_chunks)
        ]
    return files, chunks


async def contents(service: ServiceClient) -> dict[str, bytes]:
    """Returns the contents of all attachments, by name."""
    async with service.context.service.reading() as connection:
        rows = (await connection.execute(select(attachments.c.name, attachments.c.hash))).all()
    store = service.context.contents
    found = {}
    for name, hash in rows:
        found[name] = b"".join([chunk async for chunk in store.read(service.context.service, hash)])
    assert len(found) == len(rows)
    return found


async def _has(service: ServiceClient, count: int) -> bool:
    return await stored(service) == count


@pytest.mark.full
async def test_what_a_wiped_kafka_lost_on_the_way_is_published_again_and_completed(
    connected: ServiceClients, own_broker: OwnBroker
) -> None:
    township, county = connected.township, connected.county
    async with at_work(township, own_broker.kafka):
        await forwarded(township, 1)
        await eventually(lambda: _published(township, CHUNKS))
        block_event_loop(own_broker.wipe)
        async with at_work(county, own_broker.kafka):
            await eventually(lambda: _has(county, 1))
    assert await contents(county) == {"1.pdf": content(1)}


async def _published(service: ServiceClient, count: int) -> bool:
    """Returns whether Kafka has acknowledged this many chunks."""
    here = (outbox.c.topic == Topic.ATTACHMENTS, outbox.c.published_at.is_not(None))
    async with service.context.service.reading() as connection:
        return (await connection.scalar(select(func.count()).where(*here)) or 0) >= count


async def _arrived(service: ServiceClient, count: int) -> bool:
    """Returns whether this many chunks have arrived; those of a stored file count as well."""
    _, chunks = await left(service)
    return await stored(service) * CHUNKS + chunks >= count


@asynccontextmanager
async def process_of(service: ServiceClient, folder: Path, kafka: KafkaSettings, lease: str) -> AsyncIterator[Process]:
    """Runs the tasks of a service in a process of its own, which is killed at the end."""
    arguments = (service.name, str(folder), kafka.bootstrap, lease)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.committee.background_tasks", *arguments, cwd=ROOT
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def deliver_while_killed(
    sender: ServiceClient,
    receiver: ServiceClient,
    kafka: KafkaSettings,
    folder: Path,
    *,
    killed: str,
    send: Callable[[int], Awaitable[object]],
) -> None:
    """Sends files while one side is killed after a chance number of chunks of each; the next process works on what it has left."""
    chance = Random(killed)
    victim, other = (sender, receiver) if killed == "sender" else (receiver, sender)
    progress: Callable[[ServiceClient, int], Awaitable[bool]] = _published if killed == "sender" else _arrived
    async with process_of(other, folder, kafka, "others"):
        for number in range(KILLS):
            await send(number)
            reached = number * CHUNKS + chance.randint(0, CHUNKS)
            async with process_of(victim, folder, kafka, f"victim-{number}"):
                await eventually(partial(progress, victim, reached))
        async with process_of(victim, folder, kafka, "successor"):
            await eventually(lambda: _has(receiver, KILLS))
    assert await contents(receiver) == {f"{number}.pdf": content(number) for number in range(KILLS)}
    assert await left(receiver) == (0, 0)


async def answered(service: ServiceClient, matters: Sequence[str], number: int) -> None:
    """Answers a report with a file."""
    id = matters[number]
    await added(service, id, clerk(COUNTY), content(number), name=f"{number}.pdf", unit=OFFICE)
    await service.post(f"/opinions/{id}/feed_back", clerk(COUNTY), text="已修好")


class FileRoute(NamedTuple):
    """A sender, a receiver, and the act that sends the file with a number."""

    sender: ServiceClient
    receiver: ServiceClient
    send: Callable[[int], Awaitable[object]]


async def file_route(services: ServiceClients, message: str, files: int) -> FileRoute:
    """Returns the way of files that go up with a matter, or down with an answer; `files`: how many are sent at most."""
    if message == "matter":
        return FileRoute(services.township, services.county, partial(forwarded, services.township))
    matters = [(await brought_up(services, TOWNSHIP, COUNTY))[-1] for _ in range(files)]
    return FileRoute(services.county, services.township, partial(answered, services.county, matters))


@pytest.mark.parametrize("message", ["matter", "answer"])
async def test_a_file_goes_through_kafka_and_arrives_as_it_was(
    connected: ServiceClients, kafka: KafkaSettings, message: str
) -> None:
    sender, receiver, send = await file_route(connected, message, 1)
    async with at_work(sender, kafka), at_work(receiver, kafka):
        await send(0)
        await eventually(lambda: _has(receiver, 1))
    assert await contents(receiver) == {"0.pdf": content(0)}
    assert await left(receiver) == (0, 0)


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("message", ["matter", "answer"])
@pytest.mark.parametrize("killed", ["sender", "receiver"])
async def test_every_file_arrives_once_when_one_side_is_killed_at_any_moment(
    connected: ServiceClients, kafka: KafkaSettings, tmp_path: Path, killed: str, message: str
) -> None:
    """`kill -9` of a real process."""
    sender, receiver, send = await file_route(connected, message, KILLS)
    await deliver_while_killed(sender, receiver, kafka, tmp_path, killed=killed, send=send)
