"""Issues a key pair for every organization that this service hosts, and publishes the public key in its own record."""

import asyncio
from asyncio import Event
from collections.abc import Callable
from datetime import datetime

import structlog
from nacl.public import PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import KeyPair, add, newest, pairs_of
from shared.committee.encryption.vault import Vault
from shared.committee.events.outbox_event import outbox_event
from shared.committee.events.version import epoch_of
from shared.contracts.catalogue import TYPE_OF
from shared.contracts.envelope import Change
from shared.contracts.facts import OwnFacts
from shared.contracts.subjects import Subject, own_record_of
from shared.contracts.vocabulary import Role
from shared.domain.calendar import today
from shared.messaging.lease import Lease
from shared.messaging.outbox.table import OutboxEvent, append_to_outbox
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause
from shared.storage.statements import chunks

_POLL_SECONDS = 1.0
_PORTION = 200  # a township service may host tens of thousands of organizations: requests must not wait for all of them
_COMMAND = "publish_key"

_log = structlog.get_logger(__name__)


class KeyIssuer:
    """A service task. `complete`: whether the directory has been read to its end: a new key must follow every published own record."""

    def __init__(self, context: ServiceContext, vault: Vault, lease: Lease, *, complete: Callable[[], bool]) -> None:
        self.context = context
        self.vault = vault
        self.lease = lease
        self.complete = complete
        self._attempts = Retry("key issuer")

    async def run(self, stop: Event) -> None:
        """Issues missing keys repeatedly while the lease is held."""
        await self.lease.guard(self._work, stop)

    async def _work(self, stop: Event) -> None:
        await self._attempts.run(self._session, stop)

    async def _session(self, stop: Event) -> None:
        holders, seen = await self.usable(), -1
        while not stop.is_set():
            if self.complete() and (revision := await self._revision()) != seen:
                lacking = await self.lacking(holders)
                await self.issue(lacking)
                holders.update(lacking)
                seen = revision
            self._attempts.succeeded()
            await pause(_POLL_SECONDS, stop)

    async def _revision(self) -> int:
        await self.context.directory.tree()
        return self.context.directory.revision

    async def usable(self) -> set[str]:
        """Returns the organizations whose newest private key can be unlocked; logs the number of the others."""
        async with self.context.service.reading() as connection:
            pairs = await newest(connection)
        holders = await asyncio.to_thread(lambda: {key for key, pair in pairs.items() if self.vault.fits(pair.locked)})
        if lost := len(pairs) - len(holders):
            _log.warning("keys_not_unlockable", organizations=lost)
        return holders

    async def lacking(self, holders: set[str]) -> list[str]:
        """Returns the organizations hosted here that are not among these, whether or not they are still on a roster."""
        tree = await self.context.directory.tree()
        return [key for key in tree if key not in holders and self.context.hosts(key, tree.level(key))]

    async def issue(self, organizations: list[str]) -> None:
        """Issues a new pair for each of these organizations, in portions."""
        for some in chunks(organizations, _PORTION):
            fresh = await asyncio.to_thread(_generated, some)
            async with self.context.service.transaction() as connection:
                pairs = await self._pairs(connection, fresh)
                now = self.context.now()
                await add(connection, pairs, now)
                await append_to_outbox(connection, [_key_published(pair, now) for pair in pairs])
            for pair in pairs:
                facts = OwnFacts(public_key=pair.public_key)
                self.context.directory.note(own_record_of(pair.organization), pair.version, facts)
            self.context.wake()

    async def _pairs(self, connection: AsyncConnection, fresh: dict[str, PrivateKey]) -> list[KeyPair]:
        """Returns new pairs whose versions follow the newest ones, of this service or of one that hosted the organization before."""
        epoch = await epoch_of(connection)
        known = {pair.organization: pair.version for pair in await pairs_of(connection, list(fresh))}
        pairs = []
        for organization, private in fresh.items():
            here = known.get(organization, (0, 0))
            last = max(here, self.context.directory.version(own_record_of(organization)))
            public, locked = bytes(private.public_key), self.vault.lock(private)
            pairs.append(KeyPair(organization, max(epoch, last[0]), last[1] + 1, public, locked))
        return pairs


def _key_published(pair: KeyPair, now: datetime) -> OutboxEvent:
    return outbox_event(
        TYPE_OF[Subject.OWN, _COMMAND],
        own_record_of(pair.organization),
        producer=pair.organization,
        version=pair.version,
        facts=OwnFacts(public_key=pair.public_key),
        change=Change(command=_COMMAND, on=today(now), role=Role.SECRETARIAT),
        now=now,
    )


def _generated(organizations: list[str]) -> dict[str, PrivateKey]:
    return {organization: PrivateKey.generate() for organization in organizations}
