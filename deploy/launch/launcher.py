"""Starts everything in order, keeps it running, and stops it.

A plan is a row of stages; a stage begins when the one before is ready. When a vital part ends (the broker: its log is gone with it),
everything is stopped and a new plan is made, with a fresh cluster id.
"""

import asyncio
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from deploy.launch.supervision import LaunchError, StartupJob, SupervisedProcess, Supervisor, VitalEndedError

Stage = tuple[SupervisedProcess | StartupJob, ...]
Plan = Sequence[Stage]

_ROUNDS = 5
_PAUSE = 1.0


@dataclass(frozen=True, kw_only=True)
class Launcher:
    """`plan` makes a fresh plan; `when_ready` is what goes on beside it once everything is (the demonstration)."""

    plan: Callable[[], Plan]
    keeper: Supervisor
    when_ready: Callable[[], Awaitable[None]]

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; afterwards nothing runs any more. Raises `LaunchError` when it cannot be started."""
        stopping = asyncio.create_task(stop.wait())
        running = asyncio.create_task(self._rounds())
        try:
            await asyncio.wait({stopping, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
        finally:
            stopping.cancel()
            running.cancel()
            await asyncio.wait({running})
            await self.keeper.processes.close()

    async def _rounds(self) -> None:
        """Round after round. What fails in the first is an error; later on it may be a mishap, and is tried again."""
        failed, was_ready = 0, asyncio.Event()
        while True:
            try:
                await self._round(was_ready)
            except BaseExceptionGroup as group:
                _heed_cancellation()
                errors = list(_flat(group))
                ended = next((error for error in errors if isinstance(error, VitalEndedError)), None)
                if ended is None:
                    failed += 1
                    if not all(isinstance(error, LaunchError) for error in errors):
                        raise
                    if not was_ready.is_set() or failed >= _ROUNDS:
                        raise errors[0] from None
                    await asyncio.sleep(_PAUSE)
                else:
                    failed = 0
                self.keeper.console.everything_again(str(ended or errors[0]))

    async def _round(self, was_ready: asyncio.Event) -> None:
        """Ends by an exception, and then everything has been stopped, the last stage first."""
        async with AsyncExitStack() as stages:
            for stage in self.plan():
                group = await stages.enter_async_context(TaskGroup())
                await self._begin(stage, group)
            was_ready.set()
            await self.when_ready()
            await asyncio.Event().wait()

    async def _begin(self, stage: Stage, group: TaskGroup) -> None:
        """Starts what is in the stage side by side; returns when its parts are ready and its jobs done."""
        waits: list[Awaitable[object]] = []
        for each in stage:
            if isinstance(each, StartupJob):
                waits.append(group.create_task(self.keeper.do(each)))
            else:
                is_ready = asyncio.Event()
                group.create_task(self.keeper.keep(each, is_ready))
                waits.append(is_ready.wait())
        for wait in waits:
            await wait


def _heed_cancellation() -> None:
    """A task group that was ending with an error of its own has kept to itself that we were to stop."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _flat(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The errors in it, however deep they lie."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _flat(error)
        else:
            yield error
