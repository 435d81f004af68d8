"""The stream of a report's changes, as Server-Sent Events (decision 0055)."""

from asyncio import Event
from collections.abc import AsyncGenerator, Collection
from time import monotonic

from shared.committee.reports.change_notifier import ChangeNotifier, wait_for_change

HEARTBEAT_SECONDS = 15.0
LASTING_SECONDS = 900.0
"""Maximum duration of a stream. The client then reconnects, so that its login session is checked again."""

_HEARTBEAT = ": 在\n\n"


async def change_events(
    changes: ChangeNotifier, organizations: Collection[str], since: int, stopping: Event
) -> AsyncGenerator[str, None]:
    """Yields an event for each change after revision `since`, and heartbeats between them, until the process stops."""
    ends = monotonic() + LASTING_SECONDS
    with changes.listening(organizations, since) as listener:
        yield "retry: 1000\n\n"
        while not stopping.is_set() and monotonic() < ends:
            if await wait_for_change(listener, stopping, HEARTBEAT_SECONDS):
                yield f"id: {listener.revision}\nevent: changed\ndata: {listener.revision}\n\n"
            elif not stopping.is_set():
                yield _HEARTBEAT
