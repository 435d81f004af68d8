"""Checks whether a process is ready."""

import asyncio
from contextlib import closing

from deploy.launch.supervision import LaunchError
from shared.messaging.brokers.discovery import BrokerError
from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka

_PATIENCE = 2.0


async def answers_ok(host: str, port: int, path: str) -> bool:
    """Returns whether a GET request is answered with status 200."""
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1" if host in ("0.0.0.0", "::") else host, port)  # noqa: S104 - compared
            with closing(writer):
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                status = (await reader.readline()).split()
                return status[1:2] == [b"200"]
    except (OSError, TimeoutError):
        return False


async def is_ours(broker: EmbeddedBroker | LocalKafka) -> bool:
    """Returns whether our broker answers; raises `LaunchError` if another one answers on its port."""
    try:
        return await broker.is_ours()
    except BrokerError as error:
        raise LaunchError(str(error)) from None
