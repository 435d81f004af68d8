"""Notifications of changed reports: one poll of the read database every half second serves all waiting subscribers.

A stream of changes is sent as Server-Sent Events (decision 0055).
"""

from asyncio import Event
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.reports.freshness import Freshness, freshness_of
from shared.committee.reports.tables import report_pages
from shared.messaging.service_task import pause
from shared.storage.database import Database
from shared.storage.statements import chunks

_POLL_SECONDS = 0.5
_log = structlog.get_logger(__name__)


class Subscriber:
    """A subscription to changes of these organizations. `revision`: the newest that the subscriber knows."""

    def __init__(self, organizations: Collection[str], revision: int) -> None:
        self.organizations = frozenset(organizations)
        self.revision = revision
        self.changed = Event()

    def notify(self, revision: int) -> None:
        self.revision = revision
        self.changed.set()


class ChangeNotifier:
    """Polls the read database and notifies subscribers. `run` is a service task; it polls only while there are subscribers."""

    def __init__(self, read: Database, now: Callable[[], datetime]) -> None:
        self._read = read
        self._now = now
        self._subscribers: set[Subscriber] = set()
        self._arrived = Event()
        self._known: Freshness | None = None

    @contextmanager
    def subscribe(self, organizations: Collection[str], since: int) -> Iterator[Subscriber]:
        """Yields a subscriber that is notified of every change after revision `since`, from the next poll on."""
        subscriber = Subscriber(organizations, since)
        self._subscribers.add(subscriber)
        self._arrived.set()
        try:
            yield subscriber
        finally:
            self._subscribers.discard(subscriber)

    async def run(self, stop: Event) -> None:
        while not stop.is_set():
            if self._subscribers:
                try:
                    await self.poll()
                except (SQLAlchemyError, OSError) as error:
                    _log.warning("report_changes_poll_failed", error=str(error))
            await pause(_POLL_SECONDS, stop)

    async def poll(self) -> None:
        """Polls once and notifies every subscriber whose organizations have changed."""
        known, arrived = self._known, self._arrived.is_set()
        async with self._read.reading() as connection:
            feed = await freshness_of(connection, self._now())
            if feed == known and not arrived:
                return
            self._arrived.clear()
            oldest = min((subscriber.revision for subscriber in self._subscribers), default=feed.revision)
            revisions = await _revisions(connection, self._wanted(), oldest)
        self._known = feed
        everything = known is not None and known.rebuilding != feed.rebuilding
        for subscriber in self._subscribers:
            newest = max((revisions.get(key, 0) for key in subscriber.organizations), default=0)
            forgotten = subscriber.revision > feed.revision  # the read database was created anew
            if everything or forgotten or newest > subscriber.revision:
                subscriber.notify(feed.revision)

    def _wanted(self) -> list[str]:
        return sorted(frozenset[str]().union(*(subscriber.organizations for subscriber in self._subscribers)))


async def _revisions(connection: AsyncConnection, organizations: list[str], after: int) -> dict[str, int]:
    """Returns the newest revision of each of these organizations that has changed after the revision `after`."""
    table, found = report_pages.c, dict[str, int]()
    for some in chunks(organizations):
        query = select(table.organization, func.max(table.revision)).where(
            table.organization.in_(some), table.revision > after
        )
        rows = await connection.execute(query.group_by(table.organization))
        found.update((organization, revision) for organization, revision in rows)
    return found


async def wait_for_change(subscriber: Subscriber, stopping: Event, seconds: float) -> bool:
    """Waits for a change for at most `seconds`, or until the process stops; returns whether there was one."""
    await pause(seconds, subscriber.changed, stopping)
    changed = subscriber.changed.is_set()
    subscriber.changed.clear()
    return changed and not stopping.is_set()


HEARTBEAT_SECONDS = 15.0
_HEARTBEAT = ": 在\n\n"


async def change_events(
    changes: ChangeNotifier,
    organizations: Collection[str],
    since: int,
    stopping: Event,
    is_valid: Callable[[], Awaitable[bool]],
) -> AsyncGenerator[str, None]:
    """Yields an event for each change after revision `since`, and heartbeats between them, until the process stops.

    Ends when `is_valid`, asked before each event and heartbeat, returns that the login session of the reader is over.
    """
    with changes.subscribe(organizations, since) as subscriber:
        yield "retry: 1000\n\n"
        while not stopping.is_set():
            changed = await wait_for_change(subscriber, stopping, HEARTBEAT_SECONDS)
            if stopping.is_set() or not await is_valid():
                return
            if changed:
                yield f"id: {subscriber.revision}\nevent: changed\ndata: {subscriber.revision}\n\n"
            else:
                yield _HEARTBEAT
