"""Publishes the cadence of the organizations of this service in their own records, so that the reports of upper levels add it up."""

from asyncio import Event
from datetime import date
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.cadence.queries import held_activities, rules_of
from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import holders
from shared.committee.key_endorsement import note
from shared.committee.own_cadence import cadences_by, put_cadence
from shared.committee.own_record import publish_again
from shared.contracts.dated_bodies import YearCadence
from shared.domain.cadence import year_cadence
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat

EVERY_SECONDS = 15.0
_log = structlog.get_logger(__name__)


class CadencePublisher:
    """A service task that compares what is published with the activities every `EVERY_SECONDS` while the lease is held."""

    def __init__(self, context: ServiceContext, lease: Lease) -> None:
        self.context = context
        self.lease = lease

    async def run(self, stop: Event) -> None:
        failed = partial(_log.warning, "cadence_not_published")
        await self.lease.guard(partial(repeat, self.update, seconds=EVERY_SECONDS, failed=failed), stop)

    async def update(self) -> None:
        """Publishes the own record of every organization whose cadence has changed: by an activity, a correction, a charter, a new year."""
        for key in await self._with_rules():
            async with self.context.service.reading() as connection:
                changed = await self._changed(connection, key)
            if not changed:
                continue
            async with self.context.service.transaction() as connection:
                years = await self._changed(connection, key)
                if years and await holders(connection, [key]):
                    await put_cadence(connection, key, years)
                    note(self.context, await publish_again(connection, [key], self.context.now()))
            self.context.wake()

    async def _with_rules(self) -> list[str]:
        """Returns the organizations hosted here for which a charter has, or once had, rules of cadence."""
        tree = await self.context.directory.tree()
        return [key for key in tree if self.context.hosts(key, tree.level(key)) and self._since(key) is not None]

    def _since(self, key: str) -> date | None:
        charters = self.context.charters
        amendments = (*charters.rules, *charters.places.get(key, ()))
        return min((each.day for each in amendments if each.changes.get("cadence")), default=None)

    async def _changed(self, connection: AsyncConnection, key: str) -> tuple[YearCadence, ...]:
        """Returns the years of an organization if they differ from those that are published, else none."""
        since, until = self._since(key), self.context.today().year
        if since is None or since.year > until:
            return ()
        held = await held_activities(connection, key, since=since.year, until=until)
        years = tuple(
            year_cadence(rules_of(self.context, key, year), held, year) for year in range(since.year, until + 1)
        )
        return () if (await cadences_by(connection, [key]))[key] == years else years
