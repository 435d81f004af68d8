"""Publishes the cadence of the organizations of this service in their own records, so that the reports of upper levels add it up."""

from asyncio import Event
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.cadence.queries import activity_revisions, held_activities, rules_of
from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import holders
from shared.committee.keys.endorsement import note
from shared.committee.own_records.cadence import cadences_by, put_cadence
from shared.committee.own_records.record import publish_again
from shared.contracts.dated_bodies import YearCadence
from shared.domain.cadence import CadenceRule, year_cadence
from shared.messaging.lease import Lease
from shared.messaging.service_task import repeat

EVERY_SECONDS = 15.0
_log = structlog.get_logger(__name__)


class _Basis(NamedTuple):
    """What a cadence is computed from: the revision of the activities, and the rules of each year."""

    revision: int
    rules: tuple[tuple[int, tuple[CadenceRule, ...]], ...]


class CadencePublisher:
    """A service task that compares what is published with the activities every `EVERY_SECONDS` while the lease is held.

    It reads the activities of an organization only if they, or the rules, have changed since they were found published.
    """

    def __init__(self, context: ServiceContext, lease: Lease) -> None:
        self.context = context
        self.lease = lease
        self._published: dict[str, _Basis] = {}

    async def run(self, stop: Event) -> None:
        failed = partial(_log.warning, "cadence_not_published")
        await self.lease.guard(partial(repeat, self.update, seconds=EVERY_SECONDS, failed=failed), stop)

    async def update(self) -> None:
        """Publishes the own record of every organization whose cadence has changed: by an activity, a correction, a charter, a new year."""
        for key, basis in (await self._bases()).items():
            if self._published.get(key) == basis:
                continue
            async with self.context.service.reading() as connection:
                changed = await self._changed(connection, key, basis)
            if not changed:
                self._published[key] = basis
                continue
            async with self.context.service.transaction() as connection:
                years = await self._changed(connection, key, basis)
                if years and await holders(connection, [key]):
                    await put_cadence(connection, key, years)
                    note(self.context, await publish_again(connection, [key], self.context.now()))
            self.context.wake()

    async def _bases(self) -> dict[str, _Basis]:
        """Returns the basis of each organization with rules. The revision is read first: what is recorded meanwhile is newer."""
        organizations = await self._with_rules()
        if not organizations:
            return {}
        async with self.context.service.reading() as connection:
            revisions = await activity_revisions(connection)
        return {key: _Basis(revisions.get(key, 0), tuple(self._rules(key))) for key in organizations}

    def _rules(self, key: str) -> Iterator[tuple[int, tuple[CadenceRule, ...]]]:
        """Yields the years from the first rule of an organization until today, with the rules of each."""
        since, until = self._since(key), self.context.today().year
        for year in range(since.year, until + 1) if since else ():
            yield year, rules_of(self.context, key, year)

    async def _with_rules(self) -> list[str]:
        """Returns the organizations hosted here for which a charter has, or once had, rules of cadence."""
        tree = await self.context.directory.tree()
        return [key for key in tree if self.context.hosts(key, tree.level(key)) and self._since(key) is not None]

    def _since(self, key: str) -> date | None:
        charters = self.context.charters
        amendments = (*charters.rules, *charters.places.get(key, ()))
        return min((each.day for each in amendments if each.changes.get("cadence")), default=None)

    async def _changed(self, connection: AsyncConnection, key: str, basis: _Basis) -> tuple[YearCadence, ...]:
        """Returns the years of an organization if they differ from those that are published, else none."""
        if not basis.rules:
            return ()
        held = await held_activities(connection, key, since=basis.rules[0][0], until=basis.rules[-1][0])
        years = tuple(year_cadence(rules, held, year) for year, rules in basis.rules)
        return () if (await cadences_by(connection, [key]))[key] == years else years
