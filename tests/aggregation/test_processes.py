"""Tally and rollup as processes on a real broker: kills, stops, invalid records."""

import re
import signal
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from faust.types import TP

from services.aggregation.assignment import PartitionAssignment
from services.aggregation.checkpoints import Checkpoints
from services.aggregation.faust_app import faust_app
from services.aggregation.settings import AggregationSettings
from services.aggregation.tally.processor import Tally
from shared.contracts.facts import Facts
from shared.contracts.vocabulary import Level
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import create_topics
from tests.aggregation.batches import partition_for
from tests.aggregation.running import ReportTopics, write
from tests.aggregation.test_rollup import differences
from tests.support.events import event, place, proposal, topic_of
from tests.support.ports import free_port
from tests.support.processes import read
from tests.support.waiting import PATIENCE, eventually
from tests.support.workers import WorkerProcess

pytestmark = [pytest.mark.full, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="module")]

TALLY = "lianxi-tally"
NONSENSE = (None, b"{", b"\xff\xfe", event("5206", proposal(3), organization="5203"), b"x" * 900_000)
PLACES: dict[str, Facts] = {
    "5206": place(Level.CITY, (0, None)),
    "5203": place(Level.CITY, (0, None)),
    "520603": place(Level.COUNTY, (0, "5206"), (30, "5203")),
    "520603101": place(Level.TOWNSHIP, (0, "520603"), body=((4, True),)),
    "520603102": place(Level.TOWNSHIP, (0, "520603"), body=((8, True), (40, False))),
}


class WorkerSystem:
    """A broker with tally and rollup, and the events that were published to it."""

    def __init__(self, broker: EmbeddedBroker | LocalKafka, kafka: KafkaSettings, var: Path) -> None:
        self.broker, self.kafka, self.var = broker, kafka, var
        self.newest: dict[str, Facts] = {}
        self.bad: set[bytes] = set()
        self.running: list[WorkerProcess] = []
        self._published = 0

    async def start(self) -> None:
        self.running = [WorkerProcess(processor, self.kafka, self.var) for processor in ("tally", "rollup")]
        for process in self.running:
            await process.ready()

    async def publish(self, *named_facts: tuple[str, Facts]) -> None:
        """Publishes events, each followed by an invalid record."""
        values: list[tuple[TP, bytes | None]] = []
        for subject, facts in named_facts:
            self._published += 1
            self.newest[subject] = facts
            partition = partition_for(subject, topic_of(facts))
            values.append((partition, event(subject, facts, sequence=self._published)))
            values.append((partition, NONSENSE[self._published % len(NONSENSE)]))
        places = await write(self.kafka, values)
        self.bad |= {f"{topic}/{partition}/{offset}/{TALLY}".encode() for topic, partition, offset in places[1::2]}

    async def settled(self) -> ReportTopics:
        """Waits until the reports equal a naive count of all events, and all invalid records have dead letters."""
        async with ReportTopics(self.kafka) as topics:
            await topics.until(
                lambda: topics.letters.keys() == self.bad and not differences(topics.reports, self.newest)
            )
        return topics


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerSystem]:
    broker = EmbeddedBroker(free_port(), f"aggregation-{uuid4().hex}")
    broker.start()
    await broker.ready()
    system = WorkerSystem(
        broker, KafkaSettings(bootstrap=broker.address, idempotent=False), tmp_path_factory.mktemp("var")
    )
    try:
        await create_topics(system.kafka)
        await system.start()
        yield system
    finally:
        for process in system.running:
            process.kill()
        broker.stop()


def some_proposals(*numbers: int) -> list[tuple[str, Facts]]:
    homes = list(PLACES)
    return [
        (f"{homes[n % len(homes)]}-p-2014-{n + 1}", proposal(*range(n % 20, n % 20 + 4 * (n % 5), 4))) for n in numbers
    ]


async def test_events_are_counted_in_reports_and_undecodable_records_become_dead_letters(system: WorkerSystem) -> None:
    await system.publish(*some_proposals(*range(20)), *PLACES.items(), *some_proposals(*range(10, 40)))
    topics = await system.settled()
    assert all(letter.reason and letter.consumer == TALLY for letter in topics.letters.values())
    cluster = {page.stamp.cluster for page in topics.reports.values()}
    assert cluster == {system.broker.cluster_id}


async def test_the_metrics_port_shows_what_was_folded(system: WorkerSystem) -> None:
    tally, rollup = system.running
    folded = re.search(r'lianxi_tally_records_total\{topic="lianxi.proposals"\} (\S+)', tally.get("/metrics"))
    assert folded
    assert float(folded.group(1)) >= 50  # more after a rebalance, which reads the log again
    assert 'lianxi_pages_published_total{stage="rollup"}' in rollup.get("/metrics")
    assert tally.get("/livez")


async def test_killed_in_the_middle_both_count_again_to_the_same_reports(system: WorkerSystem) -> None:
    await system.publish(*some_proposals(*range(100, 160)))
    for process in system.running:
        process.kill()
    await system.publish(*some_proposals(*range(150, 170)))
    await system.start()
    await system.settled()


async def test_a_worker_that_cannot_keep_checkpoints_does_not_start_and_says_why(
    system: WorkerSystem, tmp_path: Path
) -> None:
    (tmp_path / "checkpoints").write_text("a file stands where the folder should be")
    process = WorkerProcess("tally", system.kafka, tmp_path)
    assert await process.ended() == 2


async def test_both_workers_end_well_when_they_are_asked_to_stop(system: WorkerSystem) -> None:
    await system.publish(*some_proposals(*range(200, 240)))
    for process in system.running:
        process.process.send_signal(signal.SIGTERM)
    assert [await process.ended() for process in system.running] == [0, 0]


async def test_a_worker_that_starts_before_its_topics_waits_for_them(tmp_path: Path) -> None:
    """Faust ignores a topic that is missing when it joins the group, and would never count what is written there."""
    broker = EmbeddedBroker(free_port(), f"late-{uuid4().hex}")
    broker.start()
    try:
        await broker.ready()
        process = WorkerProcess("tally", KafkaSettings(bootstrap=broker.address, idempotent=False), tmp_path)
        try:
            await eventually(lambda: "waiting for topics" in process.not_ready(), within=PATIENCE)
            # Refuses a topic that Faust has created.
            await create_topics(KafkaSettings(bootstrap=broker.address, idempotent=False))
            await process.ready()
        finally:
            process.kill()
    finally:
        broker.stop()


def _has_restarted(process: WorkerProcess) -> bool:
    """Returns whether the process has replaced itself; it must not have ended."""
    running = read(process.process.pid)
    assert running is not None
    return "again" in running.command


def _send(workers: Sequence[WorkerProcess], number: signal.Signals) -> None:
    for worker in workers:
        worker.process.send_signal(number)


async def test_another_cluster_on_the_same_address_restarts_the_worker_in_its_process(system: WorkerSystem) -> None:
    """Its state is invalid for the new cluster; a container engine sees no exit."""
    process = WorkerProcess("tally", system.kafka, system.var)
    await process.ready()
    system.broker.stop()
    other = EmbeddedBroker(int(system.kafka.bootstrap.rpartition(":")[2]), f"another-{uuid4().hex}")
    workers = [process, *system.running]
    try:
        # The embedded broker creates every topic that is asked for, with too few partitions.
        _send(workers, signal.SIGSTOP)
        other.start()
        await other.ready()
        await create_topics(system.kafka)
        _send(workers, signal.SIGCONT)
        await eventually(lambda: _has_restarted(process), within=PATIENCE)
        await process.ready()
    finally:
        process.kill()
        other.stop()


async def test_the_versions_whose_inside_we_know_are_the_ones_that_run() -> None:
    """`consumer.py` overrides internals of these versions; other versions have to be reviewed first."""
    assert (version("faust-streaming"), version("mode-streaming"), version("aiokafka")) == ("0.15.3", "0.7.1", "0.14.0")


async def test_faust_serves_no_web_page_and_declares_no_topic(tmp_path: Path) -> None:
    kafka = KafkaSettings(bootstrap="127.0.0.1:9")
    processor = Tally("any")
    given = AggregationSettings(kafka=kafka, host="127.0.0.1", metrics_port=0, var=tmp_path)
    app = faust_app(
        processor, given, PartitionAssignment(processor, Checkpoints(tmp_path, "any", processor.tables), kafka)
    )
    assert not app.conf.web_enabled
    assert not app.conf.topic_allow_declare
