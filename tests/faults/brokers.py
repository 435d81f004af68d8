"""The broker of a system: Apache Kafka, which can lose power or data, or the embedded one, which can only lose all data."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from shared.messaging.brokers.embedded import EmbeddedBroker
from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from shared.messaging.settings import KafkaSettings
from tests.faults.segments import cut_log
from tests.faults.topics import Place

_READY_WITHIN = 300.0
"""Seconds, generous enough for a busy machine: durations are reported, and slowness is no fault."""


class Broker(Protocol):
    """The faults that a scenario can inject into a broker."""

    settings: KafkaSettings

    async def start(self) -> None:
        """Starts the broker; returns when it answers."""

    async def restart(self, number: signal.Signals, *, away: float = 0.0) -> None:
        """Ends it with this signal and starts it again after these seconds, with its data."""

    async def cut(self, places: Sequence[Place]) -> None:
        """Simulates a power failure that loses the records of these partitions from these offsets on."""

    async def wipe(self) -> None:
        """Deletes all data; another cluster answers on the same address."""

    def stop(self) -> None:
        """Stops the broker."""


class Apache:
    """Apache Kafka with one node and its data on disk."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._kafka = LocalKafka(folder, [Node(port, port + 1)])
        self.settings = self._kafka.settings

    async def start(self) -> None:
        await asyncio.to_thread(self._kafka.start)
        await self._kafka.ready(within=_READY_WITHIN)

    async def restart(self, number: signal.Signals, *, away: float = 0.0) -> None:
        if number == signal.SIGKILL:
            self._kafka.kill()
        else:
            await asyncio.to_thread(self._kafka.stop)
        await asyncio.sleep(away)
        await self.start()

    async def cut(self, places: Sequence[Place]) -> None:
        self._kafka.kill()
        for place in places:
            for file in (self._folder / "node-0" / f"{place.topic}-{place.partition}").glob("*.log"):
                cut_log(file, place.offset)
        await self.start()

    async def wipe(self) -> None:
        await asyncio.to_thread(self._kafka.wipe)
        await self.start()

    def stop(self) -> None:
        self._kafka.stop()


class Embedded:
    """The embedded broker, in memory."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._broker: EmbeddedBroker | None = None
        self.settings = KafkaSettings(bootstrap=f"127.0.0.1:{port}", idempotent=False)

    async def start(self) -> None:
        self._broker = EmbeddedBroker(self._port, f"faults-{uuid4().hex}")
        self._broker.start()
        await self._broker.ready()

    async def restart(self, number: signal.Signals, *, away: float = 0.0) -> None:
        raise NotImplementedError(f"{number}, {away}: it would forget everything")

    async def cut(self, places: Sequence[Place]) -> None:
        raise NotImplementedError(f"{places}: it has no disk")

    async def wipe(self) -> None:
        self.stop()
        await self.start()

    def stop(self) -> None:
        if self._broker is not None:
            self._broker.stop()
