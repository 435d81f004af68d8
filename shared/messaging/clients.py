"""The clients of Kafka that the system uses, each made in one place."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaConnectionError, KafkaError

from shared.messaging.diagnostics import unreachable
from shared.messaging.settings import KafkaSettings

_REQUEST_MS = 10_000
_RETRY_MS = 500  # each try of a producer is a line in its log
_BATCH_BYTES = 512 * 1024
_FETCH_BYTES = 8 * 1024 * 1024
_STOP_SECONDS = 0.5
ISOLATION_LEVEL = "read_committed"
"""Of every consumer: an aborted record is no event."""


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
    """A producer whose acknowledgement means that every in-sync replica has the record. Not started."""
    return AIOKafkaProducer(
        **_security(kafka),
        acks="all",
        enable_idempotence=kafka.idempotent,
        max_batch_size=_BATCH_BYTES,
        linger_ms=2,
        retry_backoff_ms=_RETRY_MS,
    )


def consumer(kafka: KafkaSettings, *, fetch_wait_ms: int = 500, partition_bytes: int = 1 << 20) -> AIOKafkaConsumer:
    """A consumer without a group: its caller assigns partitions and keeps the positions. Not started."""
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
    """Throws a producer away with all that it has not sent. `stop()` alone waits for that, for ever if need be."""
    sender._message_accumulator.fail_all(KafkaConnectionError("the producer is thrown away"))  # noqa: SLF001 - no public way
    await sender.client.close()  # what is in flight fails now, not when its time is over
    await _ends_well(sender.stop())


async def close_consumer(reader: AIOKafkaConsumer) -> None:
    """Closes a consumer. Its `stop()` may end in the cancellation of a fetch and leave its connections open."""
    if not await _ends_well(reader.stop()):
        await _ends_well(reader._client.close())  # noqa: SLF001 - no public way; what stopping has cancelled is cancelled here again


async def _ends_well(stopping: Coroutine[Any, Any, None]) -> bool:
    """Whether this ended in time and without an error; the error of a client that is given up is no news."""
    task = asyncio.ensure_future(stopping)
    await asyncio.wait((task,), timeout=_STOP_SECONDS)
    if not task.done():
        task.cancel()
        return False
    return not task.cancelled() and task.exception() is None


def admin(kafka: KafkaSettings) -> AIOKafkaAdminClient:
    """An administration client. Not started."""
    return AIOKafkaAdminClient(**_security(kafka))


async def connect(client: AIOKafkaAdminClient, kafka: KafkaSettings) -> None:
    """Starts it; `UnreachableError` says why that cannot be, and which setting to mend."""
    try:
        await client.start()
    except (KafkaError, OSError) as error:
        raise await unreachable(kafka) from error


async def cluster_id(kafka: KafkaSettings) -> str:
    """The id of the cluster that answers now; raises a `KafkaError` when none does."""
    client = admin(kafka)
    try:
        await connect(client, kafka)
        return await described_cluster(client)
    finally:
        await client.close()


async def described_cluster(client: AIOKafkaAdminClient) -> str:
    """The id of the cluster that this client speaks to."""
    metadata = await client._get_cluster_metadata([])  # noqa: SLF001 - the public way asks for every topic and partition, too
    answer = metadata.to_object()["cluster_id"]
    if not isinstance(answer, str):
        raise KafkaConnectionError(f"the broker names no cluster: {answer!r}")
    return answer
