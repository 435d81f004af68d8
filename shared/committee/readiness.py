"""When a service may be asked: its tables are there, somebody can log in, and it has begun to read the directory."""

from asyncio import Event

from sqlalchemy import func, select

from shared.messaging.duty import pause
from shared.messaging.lease import Lease
from shared.messaging.readers.reader import Reader
from shared.storage.database import Database
from shared.web.accounts import accounts

_LOOK_SECONDS = 0.2


class Readiness:
    """`reason()`: why the service is not ready yet, or None. Once ready, it stays so: what comes later is for alerts."""

    def __init__(self, service: Database, directory: Reader, lease: Lease) -> None:
        self._service = service
        self._directory = directory
        self._lease = lease
        self._reason: str | None = "the databases are being prepared"

    def reason(self) -> str | None:
        return self._reason

    async def watch(self, stop: Event) -> None:
        """Look until everything is there; then wait for the end."""
        while not stop.is_set() and self._reason is not None:
            self._reason = await self._missing()
            if self._reason is not None:
                await pause(_LOOK_SECONDS, stop)
        await stop.wait()

    async def _missing(self) -> str | None:
        async with self._service.reading() as connection:
            if not await connection.scalar(select(func.count()).select_from(accounts)):
                return "there are no accounts yet: python -m deploy accounts"
        if self._lease.held and self._directory.behind is None:
            return "the directory is not being read yet"
        return None
