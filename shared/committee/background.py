"""Background tasks of a service: relay, readers, readiness. A task that fails ends the process; a supervisor restarts it."""

import asyncio
import signal
from asyncio import Event
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog

from shared.messaging.service_task import ServiceTask

_log = structlog.get_logger(__name__)


class BackgroundTasks:
    """Runs these service tasks until `stop`. `failed`: one of them ended early, and the process was asked to end."""

    def __init__(self, tasks: Mapping[str, ServiceTask], stop: Event) -> None:
        self.tasks = tasks
        self.stop = stop
        self.failed = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Runs all tasks inside the block; leaving it waits for their end, the time of which each task limits itself."""
        running = [asyncio.create_task(self._do(name, task), name=name) for name, task in self.tasks.items()]
        try:
            yield
        finally:
            self.stop.set()
            await asyncio.gather(*running)

    async def _do(self, name: str, task: ServiceTask) -> None:
        try:
            await task(self.stop)
        except Exception:  # noqa: BLE001 - any error ends the process
            _log.exception("service_task_failed", task=name)
            self._end()
        else:
            if not self.stop.is_set():
                _log.error("service_task_ended", task=name)
                self._end()

    def _end(self) -> None:
        if not self.failed:
            self.failed = True
            signal.raise_signal(signal.SIGTERM)
