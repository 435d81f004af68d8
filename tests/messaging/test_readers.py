"""The position of a reader is stored in the transaction of the effect of its records."""

from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError
from prometheus_client import REGISTRY
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dead_letters import DeadLetter, decode_dead_letter
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic, topic_name
from shared.contracts.writers import Writer
from shared.domain.errors import NotFoundError
from shared.messaging.clients import producer
from shared.messaging.dead_letters import dead_letter
from shared.messaging.lease import Lease
from shared.messaging.readers import progress
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.readers.parking import TransientError, is_transient
from shared.messaging.readers.positions import inbox_positions, positions
from shared.messaging.readers.reader import Reader
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.telemetry import metrics
from tests.messaging.arrivals import arrivals, arrive, arrived, arrived_count
from tests.support.brokers import OwnBroker
from tests.support.outbox import matter_ids
from tests.support.running import running
from tests.support.topics import records as everything
from tests.support.waiting import block_event_loop, eventually


async def _produce(kafka: KafkaSettings, *some: bytes, matter: str = "520603-p-2014-1") -> None:
    sender = producer(kafka)
    await sender.start()
    for value in some:
        await sender.send(
            topic_name(Topic.PROPOSALS, Writer.COUNTY), value, key=matter.encode(), partition=partition_of(matter)
        )
    await sender.stop()


async def _keep(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
    await arrive(connection, "keep", some)
    return []


async def _forget(connection: AsyncConnection) -> None:
    await connection.execute(delete(arrivals))


@asynccontextmanager
async def reading(read: Database, kafka: KafkaSettings, *, name: str = "keep") -> AsyncIterator[Reader]:
    """Yields a running reader of proposals, stopped at the end."""
    reader = Reader(name, [Topic.PROPOSALS], read, kafka, _keep, _forget)
    async with running(reader):
        yield reader


async def _stored(read: Database) -> int:
    """Returns how many records lie before the stored positions of all partitions."""
    async with read.reading() as connection:
        return await connection.scalar(select(func.sum(positions.c.position))) or 0


async def test_each_record_has_its_effect_once_and_a_second_start_goes_on(read: Database, kafka: KafkaSettings) -> None:
    for matter in matter_ids(40):
        await _produce(kafka, b"first", matter=matter)
    async with reading(read, kafka) as reader:
        await eventually(lambda: reader.caught_up)
    assert await arrived_count(read) == 40
    await _produce(kafka, b"second")
    async with reading(read, kafka) as reader:
        await eventually(lambda: reader.caught_up)
    assert sorted(await arrived(read)) == [b"first"] * 40 + [b"second"]


async def test_nothing_is_behind_in_an_empty_kafka(read: Database, kafka: KafkaSettings) -> None:
    async with reading(read, kafka) as reader:
        assert reader.behind is None
        await eventually(lambda: reader.caught_up)
    assert reader.behind is None
    assert not reader.caught_up  # nobody looks any more


async def test_an_effect_that_fails_half_way_leaves_no_trace(read: Database, kafka: KafkaSettings) -> None:
    await _produce(kafka, b"one", b"two")
    seen = list[int]()

    async def fails_first(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        await arrive(connection, "keep", some)
        seen.append(await _stored(read))
        if len(seen) == 1:
            async with read.reading() as elsewhere:
                assert await elsewhere.scalar(select(func.count()).select_from(arrivals)) == 0
            raise RuntimeError("half way")
        return []

    reader = Reader("keep", [Topic.PROPOSALS], read, kafka, fails_first)
    async with running(reader):
        await eventually(lambda: reader.caught_up)
    assert seen[:2] == [0, 0]
    assert await arrived(read) == [b"one", b"two"]
    assert await _stored(read) == 2


async def test_a_malformed_record_goes_to_the_dead_letters_with_its_bytes_and_the_reader_goes_on(
    read: Database, kafka: KafkaSettings
) -> None:
    await _produce(kafka, b"good", b"\xff{broken", b"good too")

    async def picky(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        good = [record for record in some if record.value.startswith(b"good")]
        await arrive(connection, "picky", good)
        return [dead_letter(record, consumer="picky", reason="not good") for record in some if record not in good]

    reader = Reader("picky", [Topic.PROPOSALS], read, kafka, picky)
    async with running(reader):
        await eventually(lambda: reader.caught_up)
    assert await arrived(read) == [b"good", b"good too"]
    (letter,) = [decode_dead_letter(record.value) for record in await everything(kafka, Topic.DEAD_LETTERS)]
    assert (letter.value, letter.record_key, letter.reason) == (b"\xff{broken", b"520603-p-2014-1", "not good")
    assert (letter.topic, letter.offset, letter.consumer) == ("lianxi.county.proposals", 1, "picky")


async def _dead(_connection: AsyncConnection, some: list[ConsumerRecord], name: str) -> list[DeadLetter]:
    return [dead_letter(record, consumer=name, reason="broken") for record in some]


async def test_letters_of_several_consumers_stand_beside_each_other(read: Database, kafka: KafkaSettings) -> None:
    """The topic is compacted: under one key, the last of them would be all that is left."""
    await _produce(kafka, b"broken")

    async def ones(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        return await _dead(connection, some, "one")

    async def others(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        return await _dead(connection, some, "other")

    one = Reader("one", [Topic.PROPOSALS], read, kafka, ones)
    other = Reader("other", [Topic.PROPOSALS], read, kafka, others)
    async with running(one, other):
        await eventually(lambda: one.caught_up and other.caught_up)
    keys = {record.key.rpartition(b"/")[2] for record in await everything(kafka, Topic.DEAD_LETTERS)}
    assert keys == {b"one", b"other"}


async def test_no_transaction_waits_for_a_dead_letter(read: Database, kafka: KafkaSettings) -> None:
    """The effect is undone, the letters go out, and it is done again: who writes beside it is not kept waiting for Kafka."""
    await _produce(kafka, b"good", b"broken")
    letters = list[int]()

    async def picky(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        letters.append(len(await everything(kafka, Topic.DEAD_LETTERS)))
        await arrive(connection, "picky", some[:1])
        return await _dead(connection, some[1:], "picky")

    reader = Reader("picky", [Topic.PROPOSALS], read, kafka, picky)
    async with running(reader):
        await eventually(lambda: reader.caught_up)
    assert letters == [0, 1]
    assert await arrived(read) == [b"good"]


async def test_a_reader_keeps_its_positions_where_its_effect_is(service: Database, kafka: KafkaSettings) -> None:
    await _produce(kafka, b"one", b"two")
    applied = list[str]()

    async def nothing(_connection: AsyncConnection, _some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        return []

    reader = Reader(
        *("inbox", [Topic.PROPOSALS], service, kafka, nothing),
        stored_in=inbox_positions,
        portion=1,
        applied=lambda: applied.append("applied"),
    )
    async with running(reader):
        await eventually(lambda: reader.caught_up)
    async with service.reading() as connection:
        assert await connection.scalar(select(func.sum(inbox_positions.c.position))) == 2
    assert applied == ["applied"] * 2


async def test_a_dead_letter_is_acknowledged_before_the_position_passes_it(
    read: Database, own_broker: OwnBroker
) -> None:
    """Kafka is gone when the letter is to be sent: neither effect nor position is stored."""
    await _produce(own_broker.kafka, b"broken")
    tried = Event()

    async def all_dead(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        await arrive(connection, "dead", some)
        own_broker.server.stop()
        tried.set()
        return [dead_letter(record, consumer="dead", reason="broken") for record in some]

    reader = Reader("dead", [Topic.PROPOSALS], read, own_broker.kafka, all_dead)
    async with running(reader):
        await tried.wait()
        await eventually(lambda: reader.failing)
    assert (await arrived_count(read), await _stored(read)) == (0, 0)


async def test_two_readers_of_one_name_have_each_effect_once(read: Database, kafka: KafkaSettings) -> None:
    """As when a frozen process wakes up beside its successor."""
    other = Database(read.url, durable=False)
    two = [Reader("keep", [Topic.PROPOSALS], database, kafka, _keep, _forget) for database in (read, other)]
    async with running(*two):
        for number in range(30):
            await _produce(kafka, f"{number}".encode())
        await eventually(lambda: _has(read, 30))
        await eventually(lambda: all(reader.caught_up for reader in two))
    await other.close()
    assert await arrived(read) == [f"{number}".encode() for number in range(30)]


async def _has(read: Database, count: int) -> bool:
    return await arrived_count(read) >= count


async def test_readers_of_different_names_do_not_meet(read: Database, kafka: KafkaSettings) -> None:
    await _produce(kafka, b"for both")
    async with reading(read, kafka, name="one") as one, reading(read, kafka, name="two") as two:
        await eventually(lambda: one.caught_up and two.caught_up)
    assert await arrived_count(read) == 2


async def test_another_cluster_resets_a_reader_at_work(read: Database, own_broker: OwnBroker) -> None:
    """What it had read means nothing any more; the new cluster is read from its beginning."""
    kafka = own_broker.kafka
    await _produce(kafka, *[b"old"] * 10)

    async def wiped() -> None:
        await own_broker.wipe()
        await _produce(kafka, b"new", b"newer")

    async with reading(read, kafka) as reader:
        await eventually(lambda: reader.caught_up)
        block_event_loop(wiped)
        await eventually(lambda: _is(read, [b"new", b"newer"]))
    assert await _stored(read) == 2


async def _is(read: Database, expected: list[bytes]) -> bool:
    return await arrived(read) == expected


async def test_another_cluster_resets_a_reader_that_starts(read: Database, own_broker: OwnBroker) -> None:
    """The broker would answer a position beyond its end with silence, for ever."""
    await _produce(own_broker.kafka, *[b"old"] * 10)
    async with reading(read, own_broker.kafka) as reader:
        await eventually(lambda: reader.caught_up)
    await own_broker.wipe()
    await _produce(own_broker.kafka, b"new")
    async with reading(read, own_broker.kafka) as reader:
        await eventually(lambda: reader.caught_up)
    assert await arrived(read) == [b"new"]


async def test_a_reader_outlives_a_broker_that_is_away(read: Database, own_broker: OwnBroker) -> None:
    own_broker.server.stop()
    async with reading(read, own_broker.kafka) as reader:
        await eventually(lambda: reader.failing)
        block_event_loop(own_broker.wipe)
        await _produce(own_broker.kafka, b"at last")
        await eventually(lambda: _is(read, [b"at last"]))


async def test_a_reader_with_a_lease_waits_until_it_holds_it(
    service: Database, read: Database, kafka: KafkaSettings
) -> None:
    await _produce(kafka, b"one")
    other, lease = Lease(service, "relay", "other", seconds=3600), Lease(service, "relay", "me", seconds=1)
    assert await other.acquire()
    others = list[bool]()

    async def apply(_connection: AsyncConnection, _some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        others.append(other.held)
        return []

    reader = Reader("keep", [Topic.PROPOSALS], read, kafka, apply, lease=lease)
    async with running(reader):
        await other.release()
        await eventually(lambda: reader.caught_up)
    assert others == [False]


async def test_a_record_whose_effect_always_fails_is_parked_alone_and_the_rest_goes_on(
    read: Database, kafka: KafkaSettings
) -> None:
    await _produce(kafka, b"before", b"poison", b"after")
    await _produce(kafka, b"elsewhere", matter="522625-p-2014-1")
    parked = metrics.dead_letters.labels(Topic.PROPOSALS.value, "unapplied")
    before = parked._value.get()

    async def poisoned(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        await arrive(connection, "keep", some)
        if b"poison" in [record.value for record in some]:
            raise NotFoundError("unknown-organization", "words that may quote the content")
        return []

    reader = Reader("keep", [Topic.PROPOSALS], read, kafka, poisoned)
    async with running(reader):
        await eventually(lambda: reader.caught_up)
    assert sorted(await arrived(read)) == [b"after", b"before", b"elsewhere"]
    (letter,) = [decode_dead_letter(record.value) for record in await everything(kafka, Topic.DEAD_LETTERS)]
    assert (letter.value, letter.reason, letter.consumer) == (b"poison", "unknown-organization", "keep")
    assert parked._value.get() == before + 1


@pytest.mark.parametrize(
    "error",
    [
        TransientError("the directory is being read"),
        OperationalError("INSERT", {}, Exception("the disk is full")),
        ProgrammingError("INSERT", {}, Exception("no such table")),
        KafkaConnectionError("nobody answers"),
    ],
)
def test_what_is_wrong_around_a_record_never_parks_it(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("INSERT", {}, Exception("not unique")),
        NotFoundError("unknown-organization", ""),
        KeyError("a fault of the program"),
    ],
)
def test_what_is_wrong_with_a_record_itself_parks_it(error: Exception) -> None:
    assert not is_transient(error)


async def test_a_reader_that_is_behind_without_progress_is_reported_with_the_moment(
    read: Database, kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "STALLED_SECONDS", 0.1)
    await _produce(kafka, b"one")
    missing = True

    async def waits(connection: AsyncConnection, some: list[ConsumerRecord], _cluster: str) -> list[DeadLetter]:
        if missing:
            raise TransientError("not yet")
        await arrive(connection, "keep", some)
        return []

    begun = datetime.now(UTC)
    reader = Reader("keep", [Topic.PROPOSALS], read, kafka, waits)

    def stalled() -> bool:
        since = reader.progress.stalled_since
        return since is not None and since >= begun

    assert not stalled()  # nobody reads yet
    async with running(reader):
        await eventually(stalled)
        assert REGISTRY.get_sample_value("lianxi_reader_stalled_seconds", {"reader": "keep"})
        missing = False
        await eventually(lambda: reader.caught_up and not stalled())
    assert REGISTRY.get_sample_value("lianxi_reader_stalled_seconds", {"reader": "keep"}) is None


async def test_a_session_is_at_the_end_only_when_everything_published_until_then_is_fetched(
    kafka: KafkaSettings,
) -> None:
    """The ends that a consumer knows of its partitions are of different times; only the broker knows those of now."""
    first, second = "520603-p-2014-1", "520300-p-2014-1"
    assert partition_of(first) != partition_of(second)
    places = {
        TopicPartition(topic_name(Topic.PROPOSALS, Writer.COUNTY), partition_of(each)): 0 for each in (first, second)
    }
    session = ConsumerSession(kafka, places)
    await session.start()
    try:
        await eventually(lambda: _has_answered(session))
        for matter in (first, second):
            await _produce(kafka, b"{}", matter=matter)
            assert not await session.is_at_end()
            fetched = 0
            while not fetched:
                fetched = len(await session.fetch())
        assert await session.is_at_end()
    finally:
        await session.close()


async def _has_answered(session: ConsumerSession) -> bool:
    await session.fetch()
    return await session.behind() == 0


async def test_a_reader_that_confirms_ends_counts_once_after_each_time_it_has_read_everything(
    read: Database, kafka: KafkaSettings
) -> None:
    reader = Reader("keep", [Topic.PROPOSALS], read, kafka, _keep, _forget, confirms_ends=True)
    async with running(reader):
        await eventually(lambda: reader.times_caught_up == 1)
        await _produce(kafka, b"{}")
        await eventually(lambda: reader.times_caught_up == 2)
        assert await arrived_count(read) == 1
