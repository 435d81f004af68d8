"""Starts all processes in order, restarts those that end, and stops them.

A plan is a sequence of stages; a stage starts when the one before is ready. When a vital process ends (the embedded broker, whose log is
lost with it), all processes are stopped and a new plan is made, with a new cluster id.
"""

import asyncio
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from deploy.exception_groups import errors_of
from deploy.launch.supervision import LaunchError, StartupJob, SupervisedProcess, Supervisor, VitalEndedError

Stage = tuple[SupervisedProcess | StartupJob, ...]
Plan = Sequence[Stage]

_MAX_FAILURES = 5
_PAUSE = 1.0


@dataclass(frozen=True, kw_only=True)
class Launcher:
    """Runs a plan. `plan` makes a new plan; `when_ready` runs as soon as all processes are ready (it loads the demonstration)."""

    plan: Callable[[], Plan]
    supervisor: Supervisor
    when_ready: Callable[[], Awaitable[None]]

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set and all processes have ended. Raises `LaunchError` when the system cannot be started."""
        stopping = asyncio.create_task(stop.wait())
        running = asyncio.create_task(self._run_with_restarts())
        try:
            await asyncio.wait({stopping, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
        finally:
            stopping.cancel()
            running.cancel()
            await asyncio.wait({running})
            await self.supervisor.processes.close()

    async def _run_with_restarts(self) -> None:
        """Starts the plan again after every failure. A failure of the first start, or `_MAX_FAILURES` failures in sequence, are raised."""
        failed, was_ready = 0, asyncio.Event()
        while True:
            try:
                await self._run_once(was_ready)
            except BaseExceptionGroup as group:
                _raise_if_cancelled()
                errors = list(errors_of(group))
                ended = next((error for error in errors if isinstance(error, VitalEndedError)), None)
                if ended is None:
                    failed += 1
                    if not all(isinstance(error, LaunchError) for error in errors):
                        raise
                    if not was_ready.is_set() or failed >= _MAX_FAILURES:
                        raise errors[0] from None
                    await asyncio.sleep(_PAUSE)
                else:
                    failed = 0
                self.supervisor.console.restarting(str(ended or errors[0]))

    async def _run_once(self, was_ready: asyncio.Event) -> None:
        """Starts all stages and waits; ends only with an exception, after all processes were stopped, the last stage first."""
        async with AsyncExitStack() as stages:
            for stage in self.plan():
                group = await stages.enter_async_context(TaskGroup())
                await self._start_stage(stage, group)
            was_ready.set()
            await self.when_ready()
            await asyncio.Event().wait()

    async def _start_stage(self, stage: Stage, group: TaskGroup) -> None:
        """Starts a stage concurrently; returns when its processes are ready and its jobs are done."""
        conditions: list[Awaitable[object]] = []
        for part in stage:
            if isinstance(part, StartupJob):
                conditions.append(group.create_task(self.supervisor.run_job(part)))
            else:
                is_ready = asyncio.Event()
                group.create_task(self.supervisor.supervise(part, is_ready))
                conditions.append(is_ready.wait())
        for condition in conditions:
            await condition


def _raise_if_cancelled() -> None:
    """Raises the cancellation of this task, which a task group hides when it ends with an error at the same time."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
