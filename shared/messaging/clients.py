"""The clients of Kafka that the system uses, each made in one place, and the topics they use."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaConnectionError, TopicAlreadyExistsError, for_code

from shared.contracts.topics import TOPICS, Topic
from shared.messaging.settings import Kafka

_REQUEST_MS = 10_000
_RETRY_MS = 500  # each try of a producer is a line in its log
_BATCH_BYTES = 512 * 1024
_FETCH_BYTES = 8 * 1024 * 1024
_REPLICAS = 3
_TRIES = 20
_STOP_SECONDS = 0.5


class TopicMismatchError(RuntimeError):
    """A topic exists with another number of partitions than the contract says."""


def _security(kafka: Kafka) -> dict[str, Any]:
    return {
        "bootstrap_servers": kafka.bootstrap,
        "request_timeout_ms": _REQUEST_MS,
        "security_protocol": kafka.security_protocol,
        "ssl_context": kafka.ssl_context(),
        "sasl_mechanism": "SCRAM-SHA-512" if kafka.username else "PLAIN",
        "sasl_plain_username": kafka.username,
        "sasl_plain_password": kafka.password,
    }


def producer(kafka: Kafka) -> AIOKafkaProducer:
    """A producer whose acknowledgement means that every in-sync replica has the record. Not started."""
    return AIOKafkaProducer(
        **_security(kafka),
        acks="all",
        enable_idempotence=kafka.idempotent,
        max_batch_size=_BATCH_BYTES,
        linger_ms=2,
        retry_backoff_ms=_RETRY_MS,
    )


def consumer(kafka: Kafka, *, fetch_wait_ms: int = 500) -> AIOKafkaConsumer:
    """A consumer without a group: its caller assigns partitions and keeps the positions. Not started."""
    return AIOKafkaConsumer(
        **_security(kafka),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=fetch_wait_ms,
        fetch_max_bytes=_FETCH_BYTES,
    )


async def discard(sender: AIOKafkaProducer) -> None:
    """Throws a producer away with all that it has not sent. `stop()` alone waits for that, for ever if need be."""
    sender._message_accumulator.fail_all(KafkaConnectionError("the producer is thrown away"))  # noqa: SLF001 - no public way
    await sender.client.close()  # what is in flight fails now, not when its time is over
    await _ends_well(sender.stop())


async def leave(reader: AIOKafkaConsumer) -> None:
    """Closes a consumer. Its `stop()` may end in the cancellation of a fetch and leave its connections open."""
    if not await _ends_well(reader.stop()):
        await reader._client.close()  # noqa: SLF001 - no public way


async def _ends_well(stopping: Coroutine[Any, Any, None]) -> bool:
    """Whether this ended in time and without an error; the error of a client that is given up is no news."""
    task = asyncio.ensure_future(stopping)
    await asyncio.wait((task,), timeout=_STOP_SECONDS)
    if not task.done():
        task.cancel()
        return False
    return not task.cancelled() and task.exception() is None


def admin(kafka: Kafka) -> AIOKafkaAdminClient:
    """An administration client. Not started."""
    return AIOKafkaAdminClient(**_security(kafka))


async def cluster_id(kafka: Kafka) -> str:
    """The id of the cluster that answers now; raises a `KafkaError` when none does."""
    client = admin(kafka)
    try:
        await client.start()
        return await described_cluster(client)
    finally:
        await client.close()


async def described_cluster(client: AIOKafkaAdminClient) -> str:
    """The id of the cluster that this client speaks to."""
    answer = (await client.describe_cluster())["cluster_id"]
    if not isinstance(answer, str):
        raise KafkaConnectionError(f"the broker names no cluster: {answer!r}")
    return answer


async def create_topics(kafka: Kafka, *, fresh: bool = False) -> None:
    """Creates the topics of the contract that are missing; `TopicMismatchError`: one has another number of partitions.

    The embedded broker creates a topic that anyone asks for silently, with four partitions: this runs before anything else. A client of
    the broker before it may still be quicker: `fresh` says that nothing has been written yet, so that such a topic is made again.
    """
    client = admin(kafka)
    try:
        await client.start()
        await _create_missing(client)
        for _ in range(_TRIES):
            wrong = await _mismatched(client)
            if not wrong or not fresh:
                break
            await client.delete_topics(list(wrong))
            await _create_missing(client)
        _refuse(await _mismatched(client))
    finally:
        await client.close()


async def _create_missing(client: AIOKafkaAdminClient) -> None:
    replicas = min(_REPLICAS, len((await client.describe_cluster())["brokers"]))
    found = set(await client.list_topics())
    missing = [topic for topic in TOPICS if topic not in found]
    if missing:
        await _create(client, missing, replicas)


async def _create(client: AIOKafkaAdminClient, topics: list[Topic], replicas: int) -> None:
    wanted = [
        NewTopic(topic.value, TOPICS[topic].partitions, replicas, topic_configs=TOPICS[topic].configuration)
        for topic in topics
    ]
    answer = await client.create_topics(wanted)
    for name, code, *_ in answer.topic_errors:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise for_code(code)(name)


async def _mismatched(client: AIOKafkaAdminClient) -> dict[str, int]:
    """The topics with another number of partitions than the contract says, and the number they have."""
    described = await client.describe_topics([topic.value for topic in TOPICS])
    found = {each["topic"]: len(each["partitions"]) for each in described}
    return {name: count for name, count in found.items() if count and count != TOPICS[Topic(name)].partitions}


def _refuse(wrong: dict[str, int]) -> None:
    for topic, count in wrong.items():
        raise TopicMismatchError(f"主题 {topic} 有 {count} 个分区，应为 {TOPICS[Topic(topic)].partitions} 个")
