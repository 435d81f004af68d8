"""The table of rights in a real broker: everyone can do their work, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    NotLeaderForPartitionError,
    TopicAuthorizationFailedError,
    for_code,
)

from deploy.kafka.access import TABLE
from shared.contracts.facts import Facts
from shared.contracts.topics import KAFKA_TOPICS, SERVICE_TOPICS, Topic, names_of, topic_name
from shared.contracts.vocabulary import Level
from shared.contracts.writers import Writer
from shared.messaging.clients import admin, cluster_id, discard_producer, producer
from shared.messaging.outbox.table import OutboxEvent
from shared.messaging.readers.consumer_session import ConsumerSession
from shared.messaging.settings import KafkaSettings, Protocol
from shared.storage.database import Database
from shared.storage.migrations.migration import migrate
from tests.deploy.kafka.secured import OUTSIDER, SecuredKafka
from tests.support.events import event, place, proposal, topic_of
from tests.support.outbox import commit, everything_is_published, relaying
from tests.support.waiting import eventually
from tests.support.workers import WorkerProcess

pytestmark = [pytest.mark.full, pytest.mark.timeout(600), pytest.mark.asyncio(loop_scope="module")]

SERVICES = ("region", "city", "county", "township")
WORKERS = ("tally", "rollup")


async def _write(kafka: KafkaSettings, topic: str, value: bytes | None = b"{}") -> None:
    sender = producer(kafka)
    try:
        await sender.start()
        await sender.send_and_wait(topic, value, key=b"any", partition=0)
    finally:
        await discard_producer(sender)


async def _read(kafka: KafkaSettings, topic: str) -> list[bytes]:
    session = ConsumerSession(kafka, {TopicPartition(topic, 0): 0})
    await session.start()
    try:
        found = await session.fetch()
        while not found and await session.behind() != 0:
            found = await session.fetch()
        return [record.value for record in found if record.value is not None]
    finally:
        await session.close()


@pytest.mark.parametrize(("principal", "topic"), [(name, each) for name, may in TABLE.items() for each in may.writes])
async def test_everyone_writes_what_is_theirs(kafka: SecuredKafka, principal: str, topic: str) -> None:
    await _write(kafka.settings(principal), topic, None)


@pytest.mark.parametrize("principal", SERVICES)
@pytest.mark.parametrize("topic", [Topic.TALLIES, Topic.REPORTS])
async def test_a_service_cannot_write_figures(kafka: SecuredKafka, principal: str, topic: Topic) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await _write(kafka.settings(principal), topic)


@pytest.mark.parametrize("principal", SERVICES)
@pytest.mark.parametrize("other", Writer)
async def test_a_service_cannot_write_a_topic_of_another_level(
    kafka: SecuredKafka, principal: str, other: Writer
) -> None:
    for topic in names_of(SERVICE_TOPICS, other) if other != principal else ():
        with pytest.raises(TopicAuthorizationFailedError):
            await _write(kafka.settings(principal), topic)


@pytest.mark.parametrize("principal", WORKERS)
@pytest.mark.parametrize("topic", names_of(SERVICE_TOPICS))
async def test_a_worker_cannot_say_what_happened(kafka: SecuredKafka, principal: str, topic: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await _write(kafka.settings(principal), topic)


@pytest.mark.parametrize("principal", SERVICES)
@pytest.mark.parametrize("other", Writer)
async def test_a_service_reads_no_matters_of_another_level(kafka: SecuredKafka, principal: str, other: Writer) -> None:
    if other == principal:
        await _read(kafka.settings(principal), topic_name(Topic.PROPOSALS, other))
        return
    with pytest.raises(TopicAuthorizationFailedError):
        await _read(kafka.settings(principal), topic_name(Topic.PROPOSALS, other))


@pytest.mark.parametrize("principal", [*WORKERS, OUTSIDER])
async def test_nobody_else_reads_what_is_sent_between_levels(kafka: SecuredKafka, principal: str) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        await _read(kafka.settings(principal), topic_name(Topic.TRANSFERS, Writer.COUNTY))


@pytest.mark.parametrize("topic", list(KAFKA_TOPICS))
async def test_an_outsider_writes_nothing(kafka: SecuredKafka, topic: str) -> None:
    with pytest.raises((ClusterAuthorizationFailedError, TopicAuthorizationFailedError)):
        await _write(kafka.settings(OUTSIDER), topic)


async def test_an_outsider_sees_no_topic(kafka: SecuredKafka) -> None:
    client = admin(kafka.settings(OUTSIDER))
    await client.start()
    try:
        assert await client.list_topics() == []
    finally:
        await client.close()


@pytest.mark.parametrize("principal", [*SERVICES, *WORKERS])
async def test_a_service_cannot_remove_what_was_published(kafka: SecuredKafka, principal: str) -> None:
    client = admin(kafka.settings(principal))
    await client.start()
    try:
        deleted = await client.delete_topics(list(KAFKA_TOPICS))
        assert {for_code(code) for _, code in deleted.topic_error_codes} == {TopicAuthorizationFailedError}
        (created,) = (await client.create_topics([NewTopic("lianxi.own", 1, 1)])).topic_errors
        assert for_code(created[1]) is TopicAuthorizationFailedError
        forgetful = ConfigResource(
            ConfigResourceType.TOPIC, topic_name(Topic.PROPOSALS, Writer.COUNTY), {"retention.ms": "1"}
        )
        for answer in await client.alter_configs([forgetful]):
            assert [for_code(code) for code, *_ in answer.resources] == [TopicAuthorizationFailedError]
        # of a topic that it may not describe it finds no leader
        with pytest.raises((TopicAuthorizationFailedError, NotLeaderForPartitionError)):
            await client.delete_records(
                {TopicPartition(topic_name(Topic.PROPOSALS, Writer.COUNTY), 0): RecordsToDelete(before_offset=-1)}
            )
    finally:
        await client.close()


@pytest.mark.parametrize("principal", [*SERVICES, *WORKERS])
async def test_a_service_cannot_hold_up_readers_with_a_transaction(kafka: SecuredKafka, principal: str) -> None:
    """Readers wait for the end of a transaction, and nobody else could end it."""
    known = kafka.settings(principal)
    sender = AIOKafkaProducer(
        bootstrap_servers=known.bootstrap,
        security_protocol=known.security_protocol,
        ssl_context=known.ssl_context(),
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=known.username,
        sasl_plain_password=known.password,
        transactional_id="held-up",
    )
    try:
        with pytest.raises(KafkaError, match=r"(?i)authoriz"):
            await sender.start()
    finally:
        await discard_producer(sender)


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL"])
async def test_who_says_no_name_is_refused(kafka: SecuredKafka, protocol: Protocol) -> None:
    known = kafka.settings("operator")
    ca_file = known.ca_file if protocol == "SSL" else None
    nobody = replace(known, security_protocol=protocol, username=None, password=None, ca_file=ca_file)
    with pytest.raises(KafkaError):
        await cluster_id(nobody)


def _outbox_event(subject: str, facts: Facts) -> OutboxEvent:
    return OutboxEvent(
        topic=topic_of(facts),
        matter=subject,
        epoch=1,
        sequence=1,
        type="any.v1",
        payload=event(subject, facts),
        recorded_at=datetime.now(UTC),
    )


async def test_the_system_works_as_these_principals(kafka: SecuredKafka, tmp_path: Path) -> None:
    """A relay publishes, the tally folds, the rollup sums up, and a service reads the report."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/service.db")
    await migrate(database, "service")
    facts_by_subject: dict[str, Facts] = {"520603": place(Level.COUNTY, (0, None)), "520603-p-2014-1": proposal(1, 2)}
    workers = [
        WorkerProcess(name, kafka.settings(name), tmp_path / name, **kafka.environment(name)) for name in WORKERS
    ]
    try:
        await commit(database, *(_outbox_event(*each) for each in facts_by_subject.items()))
        async with relaying(database, kafka.settings("county").of_writer(Writer.COUNTY)):
            await eventually(lambda: everything_is_published(database))
        for worker in workers:
            await worker.ready()
        async with asyncio.timeout(60):
            while not any(b"520603" in value for value in await _read(kafka.settings("region"), Topic.REPORTS)):
                assert all(worker.process.poll() is None for worker in workers)
    finally:
        for worker in workers:
            worker.kill()
        await database.close()
