"""The statistics of the query planner: without them SQLite walks a whole organization where an index leads to a few matters."""

from asyncio import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from shared.messaging.service_task import pause
from shared.storage.database import Database

EVERY_SECONDS = 600.0
_log = structlog.get_logger(__name__)


class PlannerStatistics:
    """A service task that updates the statistics of a database every `EVERY_SECONDS`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def run(self, stop: Event) -> None:
        while not stop.is_set():
            await pause(EVERY_SECONDS, stop)
            if not stop.is_set():
                await self._update()

    async def _update(self) -> None:
        try:
            await self.database.update_statistics()
        except SQLAlchemyError as error:  # the next update makes up for this one
            _log.warning("planner_statistics_failed", error=str(error))
