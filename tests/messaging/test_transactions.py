"""A log that ends with transaction markers, aborted records or an open transaction is read to its end, and no further."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiokafka import ConsumerRecord
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection

from deploy.ops.dead_letters import read_dead_letters
from deploy.ops.reconcile.observed import tally_pages
from shared.contracts.dead_letters import DeadLetter, encode_dead_letter
from shared.contracts.topics import Topic
from shared.contracts.writers import Writer
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.clients import producer
from shared.messaging.dead_letters import dead_letter
from shared.messaging.readers.full_scan import OpenTransactionError, scan
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.messaging.topics import partitions_of
from shared.storage.database import Database
from tests.messaging.arrivals import arrive, arrived
from tests.messaging.test_audit import audited, filed, published
from tests.support.brokers import running_kafka
from tests.support.running import running
from tests.support.transactions import abort, commit, transaction
from tests.support.waiting import eventually

pytestmark = [pytest.mark.full, pytest.mark.timeout(400), pytest.mark.asyncio(loop_scope="module")]

GAUGE = "lianxi_open_transaction_offsets"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def apache(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalKafka]:
    async with running_kafka(tmp_path_factory.mktemp("transactions")) as cluster:
        yield cluster


@pytest.fixture
def kafka(apache: LocalKafka) -> KafkaSettings:
    """Returns the settings of one broker for the file: each test writes into topics of its own."""
    return apache.settings.of_writer(Writer.COUNTY)


async def _keep(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
    await arrive(connection, "keep", some)
    return []


@asynccontextmanager
async def _reading(read: Database, kafka: KafkaSettings, topic: Topic) -> AsyncIterator[Reader]:
    reader = Reader("keep", [topic], read, kafka, _keep)
    async with running(reader):
        yield reader


async def _values(kafka: KafkaSettings, topic: Topic) -> set[bytes]:
    return {record.value async for record in scan(kafka, [topic])}


def _withheld(reader: str) -> list[float]:
    """Returns the values of the metric for this reader."""
    samples = [sample for metric in REGISTRY.collect() if metric.name == GAUGE for sample in metric.samples]
    return [sample.value for sample in samples if sample.labels["reader"] == reader]


async def test_a_scan_ends_behind_a_commit_marker_and_an_abort_marker(apache: LocalKafka, kafka: KafkaSettings) -> None:
    await commit(kafka, Topic.PROPOSALS, b"counted")
    assert await _values(kafka, Topic.PROPOSALS) == {b"counted"}
    await abort(kafka, Topic.PROPOSALS, b"never happened")
    assert await _values(kafka, Topic.PROPOSALS) == {b"counted"}
    await abort(kafka, Topic.TALLIES, b"never happened")
    assert await tally_pages(kafka, apache.cluster_id) == []


async def test_a_reader_is_caught_up_behind_a_marker_and_never_applies_an_aborted_record(
    read: Database, kafka: KafkaSettings
) -> None:
    await commit(kafka, Topic.OPINIONS, b"counted")
    await abort(kafka, Topic.OPINIONS, b"never happened")
    for _ in ("first start", "start again from the stored position"):
        async with _reading(read, kafka, Topic.OPINIONS) as reader:
            await eventually(lambda: reader.caught_up)
    assert set(await arrived(read)) == {b"counted"}


async def test_an_open_transaction_holds_a_reader_back_and_is_named_in_a_metric(
    read: Database, kafka: KafkaSettings
) -> None:
    await commit(kafka, Topic.CONSULTATIONS, b"before")
    async with _reading(read, kafka, Topic.CONSULTATIONS) as reader:
        async with transaction(kafka, Topic.CONSULTATIONS, [b"open"], commit=True):
            await eventually(lambda: len(_withheld("keep")) == len(partitions_of([Topic.CONSULTATIONS])))
            assert await _values(kafka, Topic.CONSULTATIONS) == {b"before"}
            with pytest.raises(OpenTransactionError, match=r"lianxi\.city\.consultations/0.* 中有未结束的事务"):
                [one async for one in scan(kafka, [Topic.CONSULTATIONS], require_all=True)]
            assert reader.caught_up
        await eventually(lambda: reader.caught_up and not _withheld("keep"))
    assert set(await arrived(read)) == {b"before", b"open"}


async def test_dead_letters_are_listed_where_their_topic_ends_with_a_marker(kafka: KafkaSettings) -> None:
    record = ConsumerRecord("lianxi.proposals", 0, 7, 0, 0, b"key", b"{", None, 3, 1, ())
    letter = dead_letter(record, consumer="any", reason="broken")
    async with producer(kafka) as sender:
        await sender.send_and_wait(Topic.DEAD_LETTERS.value, encode_dead_letter(letter), key=letter.key)
    await abort(kafka, Topic.DEAD_LETTERS, b"never happened")
    assert [each.key for each in await read_dead_letters(kafka)] == [letter.key]


async def test_an_audit_ends_behind_markers_and_finds_every_event_of_ours(
    service: Database, kafka: KafkaSettings
) -> None:
    await commit(kafka, Topic.PROPOSALS, b"foreign")
    await published(service, kafka, filed("520603-p-2014-1"), filed("520603-p-2014-2"))
    await abort(kafka, Topic.PROPOSALS, b"foreign")
    found = await audited(service, kafka, repair=True)
    assert (found.compared, found.lost, found.marked_pending) == (2, [], 0)
    async with transaction(kafka, Topic.PROPOSALS, [b"foreign"], commit=False):
        with pytest.raises(OpenTransactionError):
            await audited(service, kafka, repair=True)
