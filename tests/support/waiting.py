"""Waiting for a condition with a deadline, never for a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from threading import Thread
from typing import Any

DEADLINE = 100.0
"""Seconds, of conditions of this process: less than the time limit of a test."""

PATIENCE = 240.0
"""Seconds, of conditions of other processes: on a busy machine each needs a minute to start."""


async def eventually(condition: Callable[[], bool | Awaitable[bool]], *, within: float = DEADLINE) -> None:
    """Returns as soon as the condition holds; fails when it does not within this many seconds."""
    end = time.monotonic() + within
    while True:
        holds = condition()
        if holds if isinstance(holds, bool) else await holds:
            return
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.02)


def wait_until(holds: Callable[[], bool], *, what: object, patience: float = PATIENCE) -> None:
    """Returns as soon as the condition holds; fails after the seconds of `patience`, with `what` as it is then."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"still not: {what}"
        time.sleep(0.05)  # between two checks


def block_event_loop(action: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs a coroutine in another thread while the event loop of the caller is blocked: its tasks see only the result."""
    thread = Thread(target=lambda: asyncio.run(action()))
    thread.start()
    thread.join()
