"""The identity of the Kafka cluster: a stored position is valid only in the cluster in which it was recorded."""

import time
from asyncio import Lock
from contextlib import suppress

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.messaging.clients import admin, connect, described_cluster
from shared.messaging.settings import KafkaSettings

ASK_SECONDS = 5.0
_TRIES = 3  # the client connects to any broker, and one of several may be restarting


class ClusterChangedError(Exception):
    """The cluster that answers is not the one that the current session began with."""


class ClusterWatch:
    """Requests the cluster id over a persistent connection.

    Sent or fetched records belong to a cluster only if that cluster answers *afterwards*: ids are never reused,
    so a cluster that answers before and after has been the cluster throughout.
    """

    def __init__(self, kafka: KafkaSettings) -> None:
        self.kafka = kafka
        self._client: AIOKafkaAdminClient | None = None
        self._asked_at = 0.0
        self._lock = Lock()

    async def ask(self) -> str:
        """Returns the id of the cluster that answers now. Raises an error if none does."""
        async with self._lock:
            try:
                cluster = await self._ask_again()
            except Exception:
                self.kafka.availability.failed()
                raise
            self.kafka.availability.answered()
            return cluster

    async def _ask_again(self) -> str:
        for _ in range(_TRIES - 1):
            with suppress(KafkaError):
                return await self._ask()
        return await self._ask()

    async def _ask(self) -> str:
        try:
            if self._client is None:
                self._client = admin(self.kafka)
                await connect(self._client, self.kafka)
            cluster = await described_cluster(self._client)
        except BaseException:
            await self._drop()
            raise
        self._asked_at = time.monotonic()
        return cluster

    async def expect(self, cluster: str) -> None:
        """Raises `ClusterChangedError` if another cluster answers now."""
        if (answered := await self.ask()) != cluster:
            raise ClusterChangedError(f"the cluster is {answered}, it was {cluster}")

    async def expect_now_and_then(self, cluster: str) -> None:
        """Calls `expect` if the last answer is older than `ASK_SECONDS`. For idle loops."""
        if time.monotonic() - self._asked_at >= ASK_SECONDS:
            await self.expect(cluster)

    async def close(self) -> None:
        async with self._lock:
            await self._drop()

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()
