"""The readiness of a service: its tables exist, there is an account to log in with, and it has begun to read the directory."""

from asyncio import Event

from sqlalchemy import func, select

from shared.messaging.lease import Lease
from shared.messaging.readers.reader import Reader
from shared.messaging.service_task import pause
from shared.messaging.settings import KafkaSettings
from shared.storage.database import Database
from shared.web.accounts import accounts

_POLL_SECONDS = 0.2


class Readiness:
    """The readiness check. Once ready, a service stays ready without Kafka: requests still write to the outbox.

    `reason()`: why the service is not ready yet, or None; `details()`: stalled readers and the state of Kafka. Both are read from
    other threads.
    """

    def __init__(self, service: Database, directory: Reader, lease: Lease, kafka: KafkaSettings) -> None:
        self._service = service
        self._directory = directory
        self._lease = lease
        self._kafka = kafka
        self._readers: tuple[Reader, ...] = ()
        self._reason: str | None = "the databases are being prepared"

    def reason(self) -> str | None:
        return self._reason

    def observe(self, *readers: Reader) -> None:
        """Sets the readers whose progress is part of the details."""
        self._readers = readers

    def details(self) -> dict[str, object]:
        """Returns `degraded` (`reader`, `since`) and `kafka` (`state`: `connected` or `waiting`, then `since`)."""
        stalled = [(reader.name, reader.progress.stalled_since) for reader in self._readers]
        return {
            "degraded": [{"reader": name, "since": since} for name, since in stalled if since is not None],
            "kafka": self._kafka.availability.state(),
        }

    async def watch(self, stop: Event) -> None:
        """Checks the conditions until the service is ready; then waits for `stop`."""
        while not stop.is_set() and self._reason is not None:
            self._reason = await self._missing()
            if self._reason is not None:
                await pause(_POLL_SECONDS, stop)
        await stop.wait()

    async def _missing(self) -> str | None:
        async with self._service.reading() as connection:
            if not await connection.scalar(select(func.count()).select_from(accounts)):
                return "there are no accounts yet: python -m deploy accounts"
        if self._lease.held and self._directory.behind is None:
            return "the directory is not being read yet"
        return None
