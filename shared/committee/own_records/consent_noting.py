"""Copies the consents of members from their own records into the records of the conferences that this service keeps (decision 0114).

Only the confirmed own record of a member counts. The copy is made again whenever the two differ, so that nothing is lost by a crash.
"""

from shared.committee.context import ServiceContext
from shared.committee.events.journal import Recorder, journal_row, write_journal
from shared.committee.events.version import epoch_of
from shared.committee.organizations.repository import OrganizationRecord, find, save
from shared.committee.organizations.usecases import organization_event
from shared.contracts.vocabulary import Level, Role
from shared.domain.organizations.decisions import note_consents
from shared.domain.organizations.evolution import evolve
from shared.domain.own_records.decisions import Consents
from shared.messaging.outbox.table import append_to_outbox

_BY_THE_MEMBERS = Recorder(account=":members", account_role=Role.SECRETARIAT, role=Role.SECRETARIAT)


class ConsentNotes:
    """The consents in the records of the conferences of a service."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    async def update(self) -> None:
        """Copies changed consents, and publishes the records of their conferences."""
        tree = await self.context.directory.tree()
        for key in list(tree):
            if tree.level(key) is Level.CONFERENCE and self._keeps(key):
                await self._update_one(key)

    def _keeps(self, key: str) -> bool:
        return self.context.keeps(Level.CONFERENCE, keeper=key, keeper_level=Level.CONFERENCE)

    async def _update_one(self, key: str) -> None:
        async with self.context.service.read_one() as connection:
            known = await find(connection, key)
        if known is None or not self._changed(known):
            return
        async with self.context.service.transaction() as connection:
            record = await find(connection, key, for_update=True)
            if record is None or not (changed := self._changed(record)):
                return
            event = note_consents(changed, today=self.context.today())
            state = evolve(record.state, event)
            after = OrganizationRecord(key, record.keeper, await epoch_of(connection), state.sequence, state)
            await save(connection, after, before=record.version)
            by = _BY_THE_MEMBERS
            published = organization_event(after, event, producer=record.keeper, by=by, now=self.context.now())
            await append_to_outbox(connection, [published])
            await write_journal(connection, [journal_row(published, event, by)])
        self.context.after_commit([after])

    def _changed(self, record: OrganizationRecord) -> dict[str, Consents]:
        """Returns the consents of invited organizations that differ from those in the record of the conference."""
        state, changed = record.state, dict[str, Consents]()
        for member in sorted({each.member for each in state.memberships}):
            own = self.context.directory.keys.confirmed(member)
            if own is not None and (consents := own.consents.get(record.key, ())) != state.consents.get(member, ()):
                changed[member] = consents
        return changed
