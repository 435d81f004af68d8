"""The stream of a report's changes, as Server-Sent Events (decision 0055)."""

from asyncio import Event
from collections.abc import AsyncGenerator, Collection
from time import monotonic

from shared.committee.reports.change_notifier import ChangeNotifier, wait_for_change

HEARTBEAT_SECONDS = 15.0
LASTING_SECONDS = 900.0
"""A stream ends after a quarter of an hour and is opened again by the one who reads it: then the session is asked for again."""

_HEARTBEAT = ": 在\n\n"


async def change_events(
    changes: ChangeNotifier, organizations: Collection[str], since: int, stopping: Event
) -> AsyncGenerator[str, None]:
    """An event for each change after revision `since`, a comment while there is none, the end when the process ends."""
    ends = monotonic() + LASTING_SECONDS
    with changes.listening(organizations, since) as listener:
        yield "retry: 1000\n\n"
        while not stopping.is_set() and monotonic() < ends:
            if await wait_for_change(listener, stopping, HEARTBEAT_SECONDS):
                yield f"id: {listener.revision}\nevent: changed\ndata: {listener.revision}\n\n"
            elif not stopping.is_set():
                yield _HEARTBEAT
