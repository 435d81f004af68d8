"""Retries without a limit: after every error the work starts again, with a growing delay."""

import asyncio
from asyncio import CancelledError, Event
from collections.abc import Awaitable, Callable

import structlog

from shared.messaging.service_task import pause

_BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)

_log = structlog.get_logger(__name__)


class Retry:
    """A retry loop that logs the first failure and the recovery, not each attempt. `what` names the work in the log."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.failures = 0

    async def run(self, attempt: Callable[[Event], Awaitable[None]], stop: Event) -> None:
        """Calls `attempt` again and again until `stop`."""
        while not stop.is_set():
            try:
                await attempt(stop)
            except CancelledError as error:
                if _is_ours():
                    raise
                await self._failed(error, stop)  # aiokafka propagates the cancellation of its own tasks
            except Exception as error:  # noqa: BLE001 - nothing is lost: unfinished work was not stored
                await self._failed(error, stop)

    def succeeded(self) -> None:
        """Resets the failures after a successful step, and logs the recovery."""
        if self.failures:
            _log.info("recovered", work=self.what, after_failures=self.failures)
            self.failures = 0

    async def _failed(self, error: BaseException, stop: Event) -> None:
        if not self.failures:
            _log.warning("retrying", work=self.what, error=repr(error))
        self.failures += 1
        await pause(_BACKOFF_SECONDS[min(self.failures, len(_BACKOFF_SECONDS)) - 1], stop)


def _is_ours() -> bool:
    """Returns whether the current task itself is being cancelled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
