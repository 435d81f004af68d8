"""Factories of the Kafka clients that the system uses."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.api import Response
from aiokafka.protocol.metadata import MetadataRequest

from shared.contracts.topics import Topic
from shared.messaging.diagnostics import unreachable
from shared.messaging.settings import KafkaSettings

_REQUEST_MS = 10_000
_RETRY_MS = 500  # a producer logs one line per attempt
_BATCH_BYTES = 512 * 1024
_FETCH_BYTES = 8 * 1024 * 1024
_STOP_SECONDS = 0.5
ISOLATION_LEVEL = "read_committed"
"""The isolation level of every consumer: records of aborted transactions are not events."""


def _security(kafka: KafkaSettings) -> dict[str, Any]:
    return {
        "bootstrap_servers": kafka.bootstrap,
        "request_timeout_ms": _REQUEST_MS,
        "security_protocol": kafka.security_protocol,
        "ssl_context": kafka.ssl_context(),
        "sasl_mechanism": "SCRAM-SHA-512" if kafka.username else "PLAIN",
        "sasl_plain_username": kafka.username,
        "sasl_plain_password": kafka.password,
    }


def producer(kafka: KafkaSettings) -> AIOKafkaProducer:
    """Returns a producer, not started, whose acknowledgement means that every in-sync replica has the record."""
    return AIOKafkaProducer(
        **_security(kafka),
        acks="all",
        enable_idempotence=kafka.idempotent,
        max_batch_size=_BATCH_BYTES,
        linger_ms=2,
        retry_backoff_ms=_RETRY_MS,
    )


def consumer(kafka: KafkaSettings, *, fetch_wait_ms: int = 500, partition_bytes: int = 1 << 20) -> AIOKafkaConsumer:
    """Returns a consumer, not started, without a group: the caller assigns the partitions and stores the positions."""
    return AIOKafkaConsumer(
        **_security(kafka),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        isolation_level=ISOLATION_LEVEL,
        fetch_max_wait_ms=fetch_wait_ms,
        fetch_max_bytes=_FETCH_BYTES,
        max_partition_fetch_bytes=partition_bytes,
    )


async def discard_producer(sender: AIOKafkaProducer) -> None:
    """Closes a producer and discards its unsent records. `stop()` alone would wait for them without a limit."""
    sender._message_accumulator.fail_all(KafkaConnectionError("the producer is thrown away"))  # noqa: SLF001 - no public method
    await sender.client.close()  # requests in flight fail now, not at their timeout
    await _ends_well(sender.stop())


async def close_consumer(reader: AIOKafkaConsumer) -> None:
    """Closes a consumer and its connections, which `stop()` may leave open when a fetch is cancelled."""
    if not await _ends_well(reader.stop()):
        await _ends_well(reader._client.close())  # noqa: SLF001 - no public method


async def _ends_well(stopping: Coroutine[Any, Any, None]) -> bool:
    """Returns whether stopping ended in time and without an error. The error of a discarded client is ignored."""
    task = asyncio.ensure_future(stopping)
    await asyncio.wait((task,), timeout=_STOP_SECONDS)
    if not task.done():
        task.cancel()
        return False
    return not task.cancelled() and task.exception() is None


def admin(kafka: KafkaSettings) -> AIOKafkaAdminClient:
    """Returns an administration client, not started."""
    return AIOKafkaAdminClient(**_security(kafka))


async def connect(client: AIOKafkaAdminClient, kafka: KafkaSettings) -> None:
    """Starts the client. Raises `UnreachableError`, which names the cause and the setting to correct."""
    try:
        await client.start()
    except (KafkaError, OSError) as error:
        raise await unreachable(kafka) from error


async def cluster_id(kafka: KafkaSettings) -> str:
    """Returns the id of the cluster that answers now. Raises a `KafkaError` if none does."""
    client = admin(kafka)
    try:
        await connect(client, kafka)
        return await described_cluster(client)
    finally:
        await client.close()


async def described_cluster(client: AIOKafkaAdminClient) -> str:
    """Returns the id of the cluster that this client is connected to."""
    answer = (await described_by_one_topic(client)).to_object()["cluster_id"]
    if not isinstance(answer, str):
        raise KafkaConnectionError(f"the broker names no cluster: {answer!r}")
    return answer


async def described_by_one_topic(client: AIOKafkaAdminClient) -> Response:
    """Returns metadata of the cluster and of one topic, which every process may describe and which need not exist.

    The embedded broker answers a request for no topics with all of them: 27 topics took ten times as long, before and after each batch.
    """
    request = MetadataRequest([Topic.DEAD_LETTERS], allow_auto_topic_creation=False)
    return await client._send_request(request)  # noqa: SLF001 - the public method requests every topic and partition, too
