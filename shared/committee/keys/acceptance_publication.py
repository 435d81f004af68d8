"""Publishes from where hosted organizations accept matters by their charters (decisions 0124 and 0141)."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import holders
from shared.committee.keys.endorsement import note
from shared.committee.own_records.acceptances import Acceptances, acceptances_by, charter_acceptances, put_acceptances
from shared.committee.own_records.record import publish_again
from shared.storage.statements import chunks


class AcceptancePublisher:
    """The acceptances in the own records of the organizations of a service. `update` publishes those that differ from the charters."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context
        self._published = set[str]()
        """The organizations whose own record was found or made to agree with the charter: charters are read once, at the start."""

    async def update(self) -> None:
        """Publishes the own record of every hosted organization whose charter differs from the record."""
        tree = await self.context.directory.tree()
        hosted = [key for key in tree if key not in self._published and self.context.hosts(key, tree.level(key))]
        for some in chunks(hosted):
            async with self.context.service.reading() as connection:
                having_keys = await holders(connection, some)
                changed = await self._changed(connection, having_keys)
            if changed:
                await self._publish(changed)
            self._published.update(having_keys)

    async def _publish(self, organizations: Collection[str]) -> None:
        async with self.context.service.transaction() as connection:
            changed = await self._changed(connection, organizations)
            await put_acceptances(connection, changed)
            note(self.context, await publish_again(connection, list(changed), self.context.now()))
        self.context.wake()

    async def _changed(self, connection: AsyncConnection, organizations: Collection[str]) -> dict[str, Acceptances]:
        known = await acceptances_by(connection, organizations)
        wanted = {key: charter_acceptances(self.context.charters, key) for key in organizations}
        return {key: acceptances for key, acceptances in wanted.items() if acceptances != known[key]}
