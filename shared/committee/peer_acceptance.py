"""Publishes what the charters of hosted organizations say about matters from organizations of the same level (decision 0124)."""

from collections.abc import Collection, Iterator

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import holders
from shared.committee.key_endorsement import note
from shared.committee.own_acceptances import Acceptances, acceptances_by, put_acceptances
from shared.committee.own_record import publish_again
from shared.contracts.dated import DatedFlag

_FIELD = "accepts_from_peers"


class PeerAcceptance:
    """The acceptances in the own records of the organizations of a service. `update` publishes those that differ from the charters."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    async def update(self) -> None:
        """Publishes the own record of every hosted organization whose charter says something else than the record does."""
        tree = await self.context.directory.tree()
        hosted = [key for key in tree if self.context.hosts(key, tree.level(key))]
        async with self.context.service.reading() as connection:
            changed = await self._changed(connection, hosted)
        if not changed:
            return
        async with self.context.service.transaction() as connection:
            changed = await self._changed(connection, await holders(connection, changed))
            for key, flags in changed.items():
                await put_acceptances(connection, key, flags)
            note(self.context, await publish_again(connection, list(changed), self.context.now()))
        self.context.wake()

    async def _changed(self, connection: AsyncConnection, organizations: Collection[str]) -> dict[str, Acceptances]:
        known = await acceptances_by(connection, organizations)
        return {key: flags for key in organizations if (flags := tuple(self._flags(key))) != known[key]}

    def _flags(self, key: str) -> Iterator[DatedFlag]:
        """Yields each day on which the charter of an organization begins or ceases to accept."""
        charters, before = self.context.charters, False
        amendments = (*charters.rules, *charters.places.get(key, ()))
        for day in sorted({each.day for each in amendments if _FIELD in each.changes}):
            holds = charters.on(day, key).accepts_from_peers
            if holds != before:
                yield DatedFlag(day, holds)
            before = holds
