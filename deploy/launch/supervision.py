"""Supervised processes, with a readiness check each, and jobs that run once at the start."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.launch.console import Console
from deploy.launch.processes import Process, Processes

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STARTS = 5
"""Number of times that a process may end before it was ever ready; then the start has failed."""

READY_WITHIN = 90.0
_POLL_SECONDS = 0.1


class LaunchError(RuntimeError):
    """The system cannot be started; the message is one sentence."""


class VitalEndedError(RuntimeError):
    """A process has ended whose end makes the state of all others invalid."""


@dataclass(frozen=True, kw_only=True)
class SupervisedProcess:
    """A process that is restarted when it ends. `vital`: its end stops all processes, which are started again in order."""

    name: str
    title: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    listens: tuple[tuple[str, int], ...] = ()
    address: str = ""
    vital: bool = False
    grace: float = 3.0


@dataclass(frozen=True, kw_only=True)
class StartupJob:
    """A job that runs once before the next stage: a command with exit status 0, or a call."""

    title: str
    call: Callable[[], Awaitable[None]] | None = None
    name: str = ""
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Supervisor:
    """Restarts processes that end, and runs jobs."""

    processes: Processes
    console: Console
    logs: Path
    ready_within: float = READY_WITHIN

    async def supervise(self, part: SupervisedProcess, is_ready: asyncio.Event) -> None:
        """Starts a process, prints when it is ready, and starts it again when it ends. Never returns."""
        pause, starts = FIRST_PAUSE, 0
        while True:
            log = self.logs / f"{part.name}.log"
            async with self.processes.running(
                part.command, environment=part.environment, log=log, grace=part.grace
            ) as process:
                starts += 1
                if await self._until_ready(part, process):
                    self.console.ready(part, again=is_ready.is_set())
                    is_ready.set()
                    pause, starts = FIRST_PAUSE, 0
                status = await process.ended()
            if part.vital and is_ready.is_set():
                raise VitalEndedError(f"{part.title}已终止。")
            if starts >= STARTS and not is_ready.is_set():
                raise LaunchError(f"{part.title}没有启动成功（退出码 {status}）：{last_line(log)} 详见 {log}。")
            self.console.ended(part, status, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _until_ready(self, part: SupervisedProcess, process: Process) -> bool:
        """Returns True when the process is ready, False when it ended before; raises `LaunchError` after `ready_within` seconds."""
        readiness = asyncio.create_task(_poll(part))
        ending = asyncio.create_task(process.ended())
        try:
            done, _ = await asyncio.wait(
                {readiness, ending}, timeout=self.ready_within, return_when=asyncio.FIRST_COMPLETED
            )
            if ending in done:
                return False
            if readiness in done:
                readiness.result()
                return True
        finally:
            readiness.cancel()
            ending.cancel()
        raise LaunchError(f"{part.title}在 {self.ready_within:.0f} 秒内没有就绪，详见 {self.logs / part.name}.log。")

    async def run_job(self, job: StartupJob) -> None:
        """Runs a job; raises `LaunchError` when it fails."""
        if job.call is not None:
            await job.call()
            return
        log = self.logs / f"{job.name}.log"
        async with self.processes.running(job.command, environment=job.environment, log=log) as process:
            status = await process.ended()
        if status != 0:
            raise LaunchError(f"{job.title}失败（退出码 {status}）：{last_line(log)} 详见 {log}。")


async def _poll(part: SupervisedProcess) -> None:
    while not await part.ready():  # noqa: ASYNC110 - another process cannot set our event
        await asyncio.sleep(_POLL_SECONDS)


def last_line(log: Path) -> str:
    """Returns the last line of a log that is not empty."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "没有输出。")
