"""Long work that can be told to stop, and ends in bounded time."""

import asyncio
from asyncio import Event
from collections.abc import Awaitable, Callable

ServiceTask = Callable[[Event], Awaitable[None]]
"""Work that goes on until its event is set, and then returns soon."""

GRACE_SECONDS = 1.0


async def run_until(stop: Event, duty: ServiceTask) -> None:
    """Does this until it ends or `stop` is set; then it has `GRACE_SECONDS` to return before it is cancelled."""
    task = asyncio.ensure_future(duty(stop))
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait((task,), timeout=GRACE_SECONDS)
    finally:
        waiting.cancel()
        cancelled = task.cancel()  # False where it has ended by itself
        await asyncio.wait((task,))
    if not (cancelled and task.cancelled()):
        task.result()


async def pause(seconds: float, *events: Event) -> None:
    """Waits until one of the events is set, or this long."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
