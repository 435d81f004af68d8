"""Detection of the cluster at an address, and of ports in use: every kind of broker checks both before it is ready."""

import asyncio
import socket
from typing import NamedTuple

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

_ANSWER_MS = 1_000


class BrokerError(RuntimeError):
    """The broker did not start; the message is one sentence for the user."""


class ClusterInfo(NamedTuple):
    """The id of a cluster and its current number of brokers."""

    cluster_id: str
    brokers: int


async def discover(address: str) -> ClusterInfo | None:
    """Returns the cluster that answers at the address; None if nothing answers, or no Kafka broker does."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address, request_timeout_ms=_ANSWER_MS)
    try:
        async with asyncio.timeout(2 * _ANSWER_MS / 1000):
            await admin.start()
            described = await admin.describe_cluster()
            return ClusterInfo(str(described["cluster_id"]), len(described["brokers"]))
    except (KafkaError, OSError, TimeoutError, ValueError):
        return None
    finally:
        await admin.close()


def check_port_is_free(host: str, port: int) -> None:
    """Raises `BrokerError` if the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise BrokerError(f"端口 {port} 已被其他程序占用。") from None
