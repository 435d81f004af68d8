"""The command `replay`: publishes events again, rebuilds read models, and restarts the aggregation from the beginning."""

import asyncio
import shutil
from asyncio import Event
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.kafka.access import ROLLUP, TALLY
from deploy.ops.command_log import record_command
from deploy.ops.databases import databases
from deploy.ops.exclusive_lock import exclusive
from deploy.ops.kafka_client import kafka_of
from deploy.ops.progress_bars import Bar
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.committee.directory import consumer as directory_consumer
from shared.committee.directory.tables import directory
from shared.committee.reports import consumer as reports_consumer
from shared.contracts.topics import SERVICE_TOPICS, Topic
from shared.messaging.clients import admin, cluster_id
from shared.messaging.outbox import event_offsets
from shared.messaging.outbox.backlog import backlog
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database

PROCESSORS = ("tally", "rollup")
_POLL_SECONDS = 0.5
_LEAVE_TIMEOUT_SECONDS = 15.0


async def events(settings: DeploySettings, service: str, topics: Collection[Topic], bar: Bar, *, wait: bool) -> int:
    """Marks all events of the service as pending and returns their number; with `wait`, returns after they were published."""
    async with databases(settings, service) as opened:
        total = await event_offsets.mark_all_pending(opened.service, topics or SERVICE_TOPICS)
        await record_command(opened.service, "replay events")
        while wait and (pending := (await backlog(opened.service)).pending):
            bar(max(0, total - pending), pending)
            await asyncio.sleep(_POLL_SECONDS)
        return total


async def _empty_directory(connection: AsyncConnection) -> None:
    await connection.execute(directory.delete())


def _reader(model: str, database: Database, kafka: KafkaSettings) -> Reader:
    if model == "directory":
        apply = partial(directory_consumer.apply, writers=kafka.writers)
        return Reader(directory_consumer.READER, [Topic.ORGANIZATIONS], database, kafka, apply, _empty_directory)
    return Reader(
        reports_consumer.READER, [Topic.REPORTS], database, kafka, reports_consumer.apply, reports_consumer.reset
    )


async def read_model(settings: DeploySettings, service: str, model: str, bar: Bar) -> int:
    """Empties a read model and reads its topic again to the end, in this process alone; returns the number of records."""
    async with databases(settings, service) as opened:
        kafka, total = kafka_of(settings), 0
        reader = _reader(model, opened.read, kafka)

        async def work() -> int:
            nonlocal total
            await cluster_id(kafka)  # fails without Kafka, before the read model is emptied
            await record_command(opened.service, f"replay {model}")
            async with opened.read.transaction() as connection:
                await reader.reader_positions.delete_all(connection)
                if reader.reset is not None:
                    await reader.reset(connection)
            stop = Event()
            reading = asyncio.ensure_future(reader.run(stop))
            try:
                while not reader.caught_up and not reading.done():
                    await asyncio.sleep(_POLL_SECONDS)
                    total = max(total, reader.behind or 0)
                    bar(total - (reader.behind or 0), reader.behind)
            finally:
                stop.set()
                await reading
            return total

        return await exclusive(service, opened.service, work)


async def aggregation(settings: DeploySettings, *, force: bool) -> list[Path]:
    """Deletes the checkpoints, so that workers begin at the first record when they start; returns the deleted folders.

    Raises `CommandRefusedError` while a worker is a member of its group: it would write its checkpoint again. `force` skips this check,
    for example because the embedded broker still lists members that have left.
    """
    if not force and (active := await _active_groups(kafka_of(settings), (TALLY, ROLLUP))):
        raise CommandRefusedError(
            f"统计进程（{'、'.join(active)}）正在运行：请先停止 tally 和 rollup 的全部进程，再执行本命令。"
        )
    folders = [settings.folder / "checkpoints" / processor for processor in PROCESSORS]
    existing = [folder for folder in folders if folder.is_dir()]
    for folder in existing:
        shutil.rmtree(folder)
    return existing


async def _active_groups(kafka: KafkaSettings, groups: Iterable[str]) -> list[str]:
    """Returns the groups that have members; waits a few seconds, for which a killed process remains a member."""
    client, clock = admin(kafka), asyncio.get_running_loop().time
    deadline = clock() + _LEAVE_TIMEOUT_SECONDS
    try:
        await client.start()
        while True:
            active = [group for group in groups if await _members(client, group)]
            if not active or clock() > deadline:
                return active
            await asyncio.sleep(_POLL_SECONDS)
    finally:
        await client.close()


async def _members(client: object, group: str) -> int:
    answers = await client.describe_consumer_groups([group])  # type: ignore[attr-defined]  # untyped
    return sum(len(described[5]) for answer in answers for described in answer.groups)
