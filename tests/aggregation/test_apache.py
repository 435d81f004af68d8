"""Tally and rollup on Apache Kafka: logs end with transaction markers and hold aborted records, and the broker goes away."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from services.aggregation.main import RESTARTED
from shared.contracts.pages import SnapshotMarker, decode_tallied
from shared.contracts.subjects import partition_of
from shared.contracts.topics import EVENT_TOPICS, TOPICS, Topic
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of
from tests.aggregation.test_processes import PLACES, WorkerSystem, some_proposals
from tests.support.brokers import running_kafka
from tests.support.events import event, proposal
from tests.support.processes import read
from tests.support.transactions import abort, commit
from tests.support.waiting import PATIENCE, eventually
from tests.support.workers import WorkerProcess

pytestmark = [pytest.mark.full, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="module")]

_UNAVAILABLE = r"^lianxi_kafka_unavailable_seconds (\S+)$"
PARTITIONS = len(partitions_of(EVENT_TOPICS))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerSystem]:
    folder = tmp_path_factory.mktemp("transactions")
    async with running_kafka(folder) as broker:
        system = WorkerSystem(broker, broker.settings, folder / "var")
        try:
            yield system
        finally:
            for process in system.running:
                process.kill()


async def _markers(kafka: KafkaSettings) -> dict[int, set[tuple[str, int]]]:
    """Returns session -> the partitions that a tally has published completely."""
    found: dict[int, set[tuple[str, int]]] = {}
    async for record in scan(kafka, [Topic.TALLIES]):
        decoded = decode_tallied(record.value or b"")
        if isinstance(decoded, SnapshotMarker):
            found.setdefault(decoded.stamp.session, set()).add((decoded.stamp.topic, decoded.stamp.partition))
    return found


async def _published_again(kafka: KafkaSettings, known: int) -> None:
    """Returns when a session after `known` has published every partition."""

    async def is_published() -> bool:
        return any(len(done) == PARTITIONS for session, done in (await _markers(kafka)).items() if session > known)

    await eventually(is_published, within=60.0)


async def test_a_tally_that_starts_behind_markers_publishes_and_counts_no_aborted_event(system: WorkerSystem) -> None:
    await system.start()
    await system.publish(*PLACES.items(), *some_proposals(*range(40)))
    await system.settled()
    for topic in EVENT_TOPICS:
        aborted = event("520603-p-2014-900", proposal(1))
        assert partition_of("520603-p-2014-900") < TOPICS[topic].partitions
        await abort(system.kafka, topic, aborted)
        await commit(system.kafka, topic)
    for process in system.running:
        process.kill()
    for checkpoints in (True, False):
        known = max(await _markers(system.kafka))
        if not checkpoints:
            shutil.rmtree(Path(system.var) / "checkpoints")
        await system.start()
        await _published_again(system.kafka, known)
        await system.settled()
        for process in system.running:
            process.kill()


async def test_a_rollup_that_starts_behind_markers_publishes_the_reports(system: WorkerSystem) -> None:
    await abort(system.kafka, Topic.TALLIES, b"{")
    await system.start()
    await system.publish(*some_proposals(*range(50, 60)))
    await system.settled()


def _state(process: WorkerProcess) -> str:
    """Returns the state of Kafka in `/readyz`; the status is 503 while the worker waits."""
    with suppress(httpx.TransportError):
        return str(httpx.get(f"http://127.0.0.1:{process.port}/readyz").json()["kafka"]["state"])
    return ""


async def test_while_the_broker_is_away_the_workers_wait_for_it_and_are_right_afterwards(system: WorkerSystem) -> None:
    broker = system.broker
    assert isinstance(broker, LocalKafka)
    for process in system.running:
        process.kill()
    await system.start()
    broker.kill()
    await eventually(lambda: [_state(process) for process in system.running] == ["waiting", "waiting"], within=PATIENCE)
    waits = [re.search(_UNAVAILABLE, process.get("/metrics"), re.MULTILINE) for process in system.running]
    assert all(found and float(found.group(1)) > 0 for found in waits)
    broker.restart()
    await broker.ready()
    await system.publish(*some_proposals(*range(70, 80)))
    await system.settled()
    assert [process.process.poll() for process in system.running] == [None, None]
    assert [_state(process) for process in system.running] == ["connected", "connected"]


async def test_a_worker_that_comes_back_at_once_on_another_host_keeps_its_partitions(
    system: WorkerSystem, tmp_path: Path
) -> None:
    """As when its container is replaced: Kafka returns to a static member the assignment that it had before."""
    (tmp_path / "sitecustomize.py").write_text("import socket\nsocket.gethostname = lambda: 'another'\n")
    for process in system.running:
        process.kill()
    for host in ({}, {"PYTHONPATH": str(tmp_path)}):
        system.running = [WorkerProcess("rollup", system.kafka, system.var, LIANXI_INSTANCE="1", **host)]
        await system.running[0].ready()
        system.running[0].kill()


async def test_a_worker_that_cannot_be_a_member_of_its_group_tries_again(system: WorkerSystem) -> None:
    """It would wait for partitions for ever, and no supervisor would start it again."""
    for process in system.running:
        process.kill()
    async with _stranger(system.kafka, "lianxi-rollup"):
        system.running = [rollup := WorkerProcess("rollup", system.kafka, system.var)]
        await eventually(lambda: has_restarted(rollup), within=PATIENCE)
    await rollup.ready()


def has_restarted(worker: WorkerProcess) -> bool:
    """Returns whether the process has replaced itself."""
    process = read(worker.process.pid)
    return process is not None and process.command[-1] == RESTARTED


@asynccontextmanager
async def _stranger(kafka: KafkaSettings, group: str) -> AsyncIterator[None]:
    """Keeps a member with another protocol of assignment in a group, once the members before have timed out."""
    strangers: list[AIOKafkaConsumer] = []

    async def is_member() -> bool:
        strangers.append(AIOKafkaConsumer(Topic.TALLIES, bootstrap_servers=kafka.bootstrap, group_id=group))
        with suppress(KafkaError):
            await strangers[-1].start()
            while not strangers[-1].assignment():
                await strangers[-1].getmany(timeout_ms=200)
        return bool(strangers[-1].assignment())

    try:
        await eventually(is_member, within=PATIENCE)
        yield
    finally:
        for each in strangers:
            await each.stop()
