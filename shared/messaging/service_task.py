"""Long-running tasks that are stopped by an event and end in bounded time."""

import asyncio
from asyncio import Event
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

ServiceTask = Callable[[Event], Awaitable[None]]
"""A task that runs until its event is set, and then returns soon."""

GRACE_SECONDS = 1.0
"""Seconds that a stopped task has to return before it is cancelled."""


async def run_until(stop: Event, work: ServiceTask) -> None:
    """Runs the task until it ends or `stop` is set; then it has `GRACE_SECONDS` to return before it is cancelled."""
    task = asyncio.ensure_future(work(stop))
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait((task,), timeout=GRACE_SECONDS)
    finally:
        waiting.cancel()
        cancelled = task.cancel()  # False if it has already ended
        await asyncio.wait((task,))
    if not (cancelled and task.cancelled()):
        task.result()


async def pause(seconds: float, *events: Event) -> None:
    """Waits until one of the events is set or the seconds have passed."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()


async def repeat(
    step: Callable[[], Awaitable[object]],
    stop: Event,
    *,
    seconds: float,
    failed: Callable[..., object],
    woken: Event | None = None,
) -> None:
    """Runs the step until `stop`, with pauses of these seconds, which `woken` ends early.

    An error of the database or of the network is given to `failed` as `error`, to be logged: the next run makes up for this one.
    """
    while not stop.is_set():
        if woken is not None:
            woken.clear()
        try:
            await step()
        except (SQLAlchemyError, OSError) as error:
            failed(error=str(error))
        await pause(seconds, stop, *([woken] if woken is not None else []))
