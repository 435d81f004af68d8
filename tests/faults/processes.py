"""Processes that are restarted whenever they end, as by a launcher or Kubernetes."""

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


class RestartingProcess:
    """A process `python -m …` of a source tree, restarted whenever it ends, until it is stopped by `down`."""

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
        """Returns the id of the running process."""
        assert self._process is not None, f"{self.name} does not run"
        return self._process.group

    @property
    def is_up(self) -> bool:
        """Returns whether the process is wanted, so that it is restarted when it ends."""
        return self._wanted.is_set()

    def up(self, processes: Processes) -> None:
        """Starts the process, and restarts it from now on."""
        self._wanted.set()
        if self._task is None:
            self._task = asyncio.create_task(self._keep(processes))

    async def ready(self, *, within: float = READY_WITHIN) -> None:
        """Returns when the readiness check succeeds."""
        async with asyncio.timeout(within):
            while not await self._ready():  # noqa: ASYNC110 - another process cannot set our event
                await asyncio.sleep(_PAUSE)

    def send(self, number: signal.Signals) -> None:
        """Sends a signal to the process, if it runs."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process.group, number)

    async def down(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Ends the process without a restart and returns the exit status; kills it after the time limit and raises `TimeoutError`."""
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
        """Ends the process and the supervision."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait((self._task,))
