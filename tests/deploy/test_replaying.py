"""Replay: events are published again and read models are rebuilt, only while no process of the service runs."""

from pathlib import Path

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer
from sqlalchemy import func, select

from deploy.kafka.access import TALLY
from deploy.ops import replay
from deploy.ops.databases import databases
from deploy.ops.refusals import CommandRefusedError
from deploy.settings import DeploySettings
from shared.committee.directory.tables import directory
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.writers import Writer
from shared.messaging.clients import producer
from shared.messaging.lease import COMMITTEE, Lease
from shared.messaging.settings import KafkaSettings
from shared.storage.migrations.migration import migrate
from tests.support.outbox import commit, everything_is_published, matter_ids, outbox_event, relaying
from tests.support.topics import records
from tests.support.tree import GOLDEN
from tests.support.waiting import eventually

pytestmark = pytest.mark.full


def unseen(done: int, behind: int | None) -> None:
    """Ignores the progress."""


@pytest.fixture
async def given(tmp_path: Path, kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> DeploySettings:
    for name, value in (("KAFKA", kafka.bootstrap), ("KAFKA_IDEMPOTENT", "false"), ("VAR", str(tmp_path))):
        monkeypatch.setenv(f"LIANXI_{name}", value)
    settings = DeploySettings()
    async with databases(settings, "county") as opened:
        await migrate(opened.service, "service")
        await migrate(opened.read, "read")
    return settings


async def test_all_that_a_service_published_in_a_topic_is_published_again(
    given: DeploySettings, kafka: KafkaSettings
) -> None:
    async with databases(given, "county") as opened:
        await commit(opened.service, *(outbox_event(matter) for matter in matter_ids(20)))
        async with relaying(opened.service, kafka, name=COMMITTEE):
            await eventually(lambda: everything_is_published(opened.service))
            assert await replay.events(given, "county", [Topic.OPINIONS], unseen, wait=True) == 0
            assert await replay.events(given, "county", [Topic.PROPOSALS], unseen, wait=True) == 20
        assert len(await records(kafka)) == 40


async def test_a_directory_is_emptied_and_read_again(given: DeploySettings, kafka: KafkaSettings) -> None:
    sender = producer(kafka)
    await sender.start()
    value = (GOLDEN / "organization.entered.v1.json").read_bytes()
    golden = msgspec.json.decode(value)["subject"]
    for key in (golden, "520699"):
        record = value.replace(golden.encode(), key.encode())
        await sender.send_and_wait(topic_name(Topic.ORGANIZATIONS, Writer.CITY), record, partition=partition_of(key))
    await sender.stop()
    for _ in range(2):
        await replay.read_model(given, "county", "directory", unseen)
        async with databases(given, "county") as opened, opened.read.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(directory)) == 2


async def test_nothing_is_emptied_beside_a_service_that_is_at_work(given: DeploySettings) -> None:
    async with databases(given, "county") as opened:
        await Lease(opened.service, COMMITTEE, "the service", seconds=60).acquire()
        with pytest.raises(CommandRefusedError, match="county 正在运行"):
            await replay.read_model(given, "county", "reports", unseen)


async def test_checkpoints_are_removed_when_no_worker_is_left(given: DeploySettings, kafka: KafkaSettings) -> None:
    folder = given.folder / "checkpoints" / "tally"
    folder.mkdir(parents=True)
    (folder / "lianxi.county.proposals-0").write_bytes(b"a checkpoint")
    worker = AIOKafkaConsumer(
        topic_name(Topic.PROPOSALS, Writer.COUNTY), bootstrap_servers=kafka.bootstrap, group_id=TALLY
    )
    await worker.start()
    try:
        with pytest.raises(CommandRefusedError, match="正在运行"):
            await replay.aggregation(given, force=False)
    finally:
        await worker.stop()
    assert await replay.aggregation(given, force=True) == [folder]  # the embedded broker keeps who has left
    assert not folder.exists()
