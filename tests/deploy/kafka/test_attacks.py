"""Attacks on the figures, on a real broker with the rights of the deployment: none succeeds, and each is visible as an alert."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError

from shared.contracts.facts import Facts
from shared.contracts.pages import ReportPage, decode_reported
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, partition_count, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import EventWriter, SelfHosted, Writer
from shared.messaging.clients import discard_producer, producer
from shared.messaging.readers.full_scan import scan
from shared.messaging.settings import KafkaSettings
from tests.deploy.kafka.secured import SecuredKafka
from tests.support.events import event, place, proposal, topic_of
from tests.support.topics import writer_for
from tests.support.waiting import PATIENCE, eventually
from tests.support.workers import WorkerProcess

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]

COUNTY, MATTER = "522625", "522625-p-2014-1"
OWN, NEIGHBOUR = SelfHosted(Writer.COUNTY, "522722"), SelfHosted(Writer.COUNTY, "522723")
SELF_HOSTED = f"{OWN},{NEIGHBOUR}"
"""The counties that operate services of their own against this broker."""
HIGHEST = 2**31 - 1

Counted = Callable[[int], Awaitable[None]]
"""Waits until the newest reports count so many filed proposals of the county."""


async def write(
    kafka: KafkaSettings,
    subject: str,
    facts: Facts,
    *,
    epoch: int = 1,
    sequence: int = 1,
    writer: EventWriter | None = None,
) -> None:
    """Publishes an event with the rights of this principal, without a service; `writer`: whose topic, if not the right one."""
    sender: AIOKafkaProducer = producer(kafka)
    try:
        await sender.start()
        value = event(subject, facts, epoch=epoch, sequence=sequence)
        topic = topic_name(topic_of(facts), writer or writer_for(subject))
        partition = partition_of(subject) % partition_count(topic)
        await sender.send_and_wait(topic, value, key=subject.encode(), partition=partition)
    finally:
        await discard_producer(sender)


@contextmanager
def working(kafka: SecuredKafka, folder: Path) -> Iterator[dict[str, WorkerProcess]]:
    """Runs tally and rollup with their principals."""
    workers = {
        name: WorkerProcess(name, kafka.settings(name), folder / name, **kafka.environment(name))
        for name in ("tally", "rollup")
    }
    try:
        yield workers
    finally:
        for worker in workers.values():
            worker.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers(
    kafka: SecuredKafka, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, WorkerProcess]]:
    with working(kafka, tmp_path_factory.mktemp("workers")) as running:
        for worker in running.values():
            await worker.ready()
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def counted(kafka: SecuredKafka, workers: dict[str, WorkerProcess]) -> Counted:  # noqa: ARG001 - the workers count
    """Publishes the county with one filed proposal; returns how to wait until the reports count so many."""
    reader = kafka.settings("region")

    async def wait(expected: int) -> None:
        async def holds() -> bool:
            return await filed(reader) == expected

        await eventually(holds, within=PATIENCE)

    await write(kafka.settings("city"), COUNTY, place(Level.COUNTY, (0, None)))
    await write(kafka.settings("county"), MATTER, proposal(1, 2))
    await wait(1)
    return wait


async def filed(kafka: KafkaSettings, county: str = COUNTY) -> int:
    """Returns how many proposals of a county the newest report pages count as filed."""
    newest: dict[bytes, int] = {}
    async for record in scan(kafka, [Topic.REPORTS]):
        page = decode_reported(record.value)
        if isinstance(page, ReportPage) and page.organization == county and page.key == record.key:
            newest[page.key] = page.own_month.get("proposals_filed", 0)
    return sum(newest.values())


def refused(worker: WorkerProcess) -> float:
    """Returns how many forged versions a worker has refused: the metric of the alert `ForgedVersion`."""
    found = re.findall(r'lianxi_dead_letters_total\{reason="version",topic="[^"]+"\} (\S+)', worker.get("/metrics"))
    return sum(map(float, found))


async def test_a_forged_version_changes_no_figure_raises_the_alert_and_does_not_silence_the_keeper(
    kafka: SecuredKafka, workers: dict[str, WorkerProcess], counted: Counted
) -> None:
    compromised, keeper, known = kafka.settings("county"), kafka.settings("county"), refused(workers["tally"])
    await write(compromised, MATTER, proposal(1), sequence=HIGHEST)
    await write(compromised, MATTER, proposal(1), epoch=HIGHEST)
    await eventually(lambda: refused(workers["tally"]) == known + 2, within=PATIENCE)
    assert await filed(kafka.settings("region")) == 1
    await write(keeper, MATTER, proposal(1), sequence=2)
    await counted(0)
    await write(keeper, MATTER, proposal(1, 2), sequence=3)
    await counted(1)


async def test_a_forged_step_raises_the_alert_when_the_keeper_takes_its_own_and_is_replaced_by_the_next(
    kafka: SecuredKafka, workers: dict[str, WorkerProcess], counted: Counted
) -> None:
    compromised, keeper, known = kafka.settings("county"), kafka.settings("county"), refused(workers["tally"])
    await write(compromised, MATTER, proposal(1), sequence=4)
    await counted(0)
    await write(keeper, MATTER, proposal(1, 2, 3), sequence=4)
    await eventually(lambda: refused(workers["tally"]) == known + 1, within=PATIENCE)
    await write(keeper, MATTER, proposal(1, 2, 3, 4), sequence=5)
    await counted(1)


def foreign(worker: WorkerProcess) -> float:
    """Returns how many pages the rollup does not count: the metric of the alert `ForeignSource`."""
    (found,) = re.findall(r"^lianxi_rollup_foreign_pages (\S+)", worker.get("/metrics"), re.MULTILINE)
    return float(found)


async def test_a_township_service_writes_no_topic_of_a_county(kafka: SecuredKafka) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await write(kafka.settings("township"), MATTER, proposal(1), sequence=2)


async def test_what_a_township_service_says_about_a_county_changes_no_figure_and_raises_the_alert(
    kafka: SecuredKafka, workers: dict[str, WorkerProcess], counted: Counted
) -> None:
    """Its own topics are all that it may write: a later state of a matter, a matter that does not exist, and the record of the county."""
    compromised, known = kafka.settings("township"), foreign(workers["rollup"])
    for subject, facts in (
        (MATTER, proposal(1)),
        (f"{COUNTY}-p-2014-77", proposal(1, 2)),
        (COUNTY, place(Level.TOWNSHIP, (0, None), roster=((0, False),))),
    ):
        await write(compromised, subject, facts, epoch=7, sequence=9, writer=Writer.TOWNSHIP)
    await eventually(lambda: foreign(workers["rollup"]) >= known + 2, within=PATIENCE)
    assert await filed(kafka.settings("region")) == 1
    await write(kafka.settings("county"), MATTER, proposal(1), sequence=6)
    await counted(0)


async def test_one_compromised_self_hosted_county_changes_nothing_of_another_one_or_of_the_shared_service(
    kafka: SecuredKafka, workers: dict[str, WorkerProcess]
) -> None:
    """It may write its own topics only, and publish nothing there that counts for others."""
    reader, compromised, known = kafka.settings("region"), kafka.settings(str(OWN)), foreign(workers["rollup"])
    for own in (OWN, NEIGHBOUR):
        await write(kafka.settings("city"), own.county, place(Level.COUNTY, (0, None)))
        await write(kafka.settings(str(own)), f"{own.county}-p-2014-1", proposal(1, 2), writer=own)

    async def counts(own: SelfHosted, expected: int) -> bool:
        return await filed(reader, own.county) == expected

    for own in (OWN, NEIGHBOUR):
        await eventually(partial(counts, own, 1), within=PATIENCE)
    for other in (NEIGHBOUR, Writer.COUNTY, Writer.CITY):
        with pytest.raises(TopicAuthorizationFailedError):
            await write(compromised, f"{NEIGHBOUR.county}-p-2014-1", proposal(1), sequence=2, writer=other)
    shared = await filed(reader)
    for county in (NEIGHBOUR.county, COUNTY):
        for subject, facts in (
            (f"{county}-p-2014-1", proposal(1)),
            (f"{county}-p-2014-77", proposal(1, 2)),
            (county, place(Level.TOWNSHIP, (0, OWN.county), roster=((0, False),))),
            (f"{county}101", place(Level.TOWNSHIP, (0, OWN.county), body=((0, True),))),
        ):
            await write(compromised, subject, facts, epoch=7, sequence=9, writer=OWN)
    await eventually(lambda: foreign(workers["rollup"]) >= known + 4, within=PATIENCE)
    assert await filed(reader, NEIGHBOUR.county) == 1
    assert await filed(reader) == shared
    with pytest.raises(
        TopicAuthorizationFailedError
    ):  # nor does the shared service write for a county that has its own
        await write(kafka.settings("county"), f"{OWN.county}-p-2014-1", proposal(1), sequence=2, writer=OWN)
    await write(
        kafka.settings(str(NEIGHBOUR)), f"{NEIGHBOUR.county}-p-2014-1", proposal(1), sequence=2, writer=NEIGHBOUR
    )
    await eventually(partial(counts, NEIGHBOUR, 0), within=PATIENCE)
