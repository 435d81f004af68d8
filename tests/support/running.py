"""Services and workers that run inside a block, as tasks of the test."""

import asyncio
from asyncio import Event
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol


class Runnable(Protocol):
    async def run(self, stop: Event) -> None:
        """Runs until the event is set."""


@asynccontextmanager
async def running(*tasks: Runnable) -> AsyncIterator[None]:
    """Runs the tasks inside the block, and stops them and waits for them at its end."""
    stop = Event()
    started = [asyncio.ensure_future(task.run(stop)) for task in tasks]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*started)
