"""The broker of a system: Apache Kafka, which can lose power or data."""

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from shared.messaging.brokers.local import LocalKafka
from shared.messaging.brokers.nodes import Node
from tests.faults.segments import cut_log
from tests.faults.topics import Place

_READY_WITHIN = 300.0
"""Seconds, generous enough for a busy machine: durations are reported, and slowness is no fault."""


class FaultyBroker:
    """Apache Kafka with one node and its data on disk, and the faults that a scenario can inject into it."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._kafka = LocalKafka(folder, [Node(port, port + 1)])
        self.settings = self._kafka.settings

    async def start(self) -> None:
        """Starts the broker; returns when it answers."""
        await asyncio.to_thread(self._kafka.start)
        await self._kafka.ready(within=_READY_WITHIN)

    async def restart(self, number: signal.Signals, *, away: float = 0.0) -> None:
        """Ends it with this signal and starts it again after these seconds, with its data."""
        if number == signal.SIGKILL:
            self._kafka.kill()
        else:
            await asyncio.to_thread(self._kafka.stop)
        await asyncio.sleep(away)
        await self.start()

    async def cut(self, places: Sequence[Place]) -> None:
        """Simulates a power failure that loses the records of these partitions from these offsets on."""
        self._kafka.kill()
        for place in places:
            for file in (self._folder / "node-0" / f"{place.topic}-{place.partition}").glob("*.log"):
                cut_log(file, place.offset)
        await self.start()

    async def wipe(self) -> None:
        """Deletes all data; another cluster answers on the same address."""
        await asyncio.to_thread(self._kafka.wipe)
        await self.start()

    def stop(self) -> None:
        """Stops the broker."""
        self._kafka.stop()
