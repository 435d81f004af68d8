"""Processes that are started again whenever they end, as a launcher or Kubernetes would."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from deploy.launch.processes import Process, Processes

_PAUSE = 0.1
_GRACE = 5.0
READY_WITHIN = 180.0


class Kept:
    """`python -m …` of a source tree. Whatever ends it, it is started again, unless it is held down."""

    def __init__(
        self,
        name: str,
        module: Sequence[str],
        environment: Mapping[str, str],
        *,
        source: Path,
        log: Path,
        ready: Callable[[], Awaitable[bool]],
    ) -> None:
        self.name = name
        self.exits: list[int] = []
        self._command = ("env", "-C", str(source), sys.executable, "-m", *module)
        self._environment = environment
        self._log = log
        self._ready = ready
        self._wanted = asyncio.Event()
        self._gone = asyncio.Event()
        self._process: Process | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None, f"{self.name} does not run"
        return self._process.group

    @property
    def is_up(self) -> bool:
        """Whether it is to run."""
        return self._wanted.is_set()

    def up(self, processes: Processes) -> None:
        """Start it, or let it be started again."""
        self._wanted.set()
        if self._task is None:
            self._task = asyncio.create_task(self._keep(processes))

    async def ready(self, *, within: float = READY_WITHIN) -> None:
        """Returns when it answers that it is ready."""
        async with asyncio.timeout(within):
            while not await self._ready():  # noqa: ASYNC110 - another process cannot set our event
                await asyncio.sleep(_PAUSE)

    def send(self, number: signal.Signals) -> None:
        """A signal to the process, if it runs."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.group, number)

    async def down(self, number: signal.Signals = signal.SIGKILL) -> int:
        """End it, and hold it down; the exit status. `TimeoutError`: it has not ended in time (and is killed then)."""
        self._wanted.clear()
        self._gone.clear()
        if self._process is None:
            return self.exits[-1]
        self.send(number)
        try:
            async with asyncio.timeout(_GRACE):
                await self._gone.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self._gone.wait()
            raise
        return self.exits[-1]

    async def _keep(self, processes: Processes) -> None:
        while True:
            await self._wanted.wait()
            running = processes.running(self._command, environment=self._environment, log=self._log)
            async with running as self._process:
                self.exits.append(await self._process.ended())
            self._process = None
            self._gone.set()
            await asyncio.sleep(_PAUSE)

    async def close(self) -> None:
        """End it for good."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
