"""Issues key pairs for every organization that this service hosts, and publishes the public keys in its own record."""

import asyncio
from asyncio import Event
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import structlog
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.encryption.key_pairs import KeyPair, add, newest, pairs_of
from shared.committee.encryption.trusted_keys import NO_KEEPER, TrustedKey, TrustGround, put_trusted
from shared.committee.encryption.vault import Vault
from shared.committee.events.version import epoch_of
from shared.committee.keys.acceptance_publication import AcceptancePublisher
from shared.committee.keys.endorsement import KeyEndorsement, note
from shared.committee.own_records.acceptances import charter_acceptances, put_acceptances
from shared.committee.own_records.consent_noting import ConsentNotes
from shared.committee.own_records.invitations import InvitationNotices
from shared.committee.own_records.record import own_facts, own_record_event
from shared.committee.tables import organizations
from shared.contracts.subjects import own_record_of
from shared.contracts.topics import Topic
from shared.messaging.lease import Lease
from shared.messaging.outbox.event_offsets import mark_subjects_pending
from shared.messaging.outbox.table import append_to_outbox
from shared.messaging.retry import Retry
from shared.messaging.service_task import pause
from shared.storage.statements import chunks

_POLL_SECONDS = 1.0
_PORTION = 200  # a township service may host tens of thousands of organizations: requests must not wait for all of them

_log = structlog.get_logger(__name__)


class _GeneratedKeys(NamedTuple):
    """New private keys of an organization. `signing` is used only if it has no usable one."""

    private: PrivateKey
    signing: SigningKey


@dataclass(eq=False)
class KeyIssuer:
    """A service task. `complete`: whether the directory has been read to its end: a new key must follow every published own record.

    `following`: what is updated after each change of the directory.
    """

    context: ServiceContext
    vault: Vault
    lease: Lease
    following: tuple[KeyEndorsement, ConsentNotes, InvitationNotices, AcceptancePublisher]
    complete: Callable[[], bool]
    _attempts: Retry = field(default_factory=lambda: Retry("key issuer"), init=False)

    async def run(self, stop: Event) -> None:
        """Issues missing keys, endorses first ones, copies consents and notifies of invitations repeatedly while the lease is held."""
        await self.lease.guard(partial(self._attempts.run, self._session), stop)

    async def _session(self, stop: Event) -> None:
        holders, seen = await self.usable(), -1
        while not stop.is_set():
            if self.complete() and (revision := await self._revision()) != seen:
                lacking = await self.lacking(holders)
                await self.issue(lacking)
                holders.update(lacking)
                for each in self.following:
                    await each.update()
                seen = revision
            self._attempts.succeeded()
            await pause(_POLL_SECONDS, stop)

    async def _revision(self) -> int:
        await self.context.directory.tree()
        return self.context.directory.revision

    async def usable(self) -> set[str]:
        """Returns the organizations whose newest private keys can be unlocked; logs the number of the others."""
        async with self.context.service.reading() as connection:
            pairs = await newest(connection)
        holders = await asyncio.to_thread(lambda: {key for key, pair in pairs.items() if self._fits(pair)})
        if lost := len(pairs) - len(holders):
            _log.warning("keys_not_unlockable", organizations=lost)
        return holders

    def _fits(self, pair: KeyPair) -> bool:
        return self.vault.fits(pair.locked) and self.vault.fits(pair.signing_locked)

    async def lacking(self, holders: set[str]) -> list[str]:
        """Returns the organizations hosted here that are not among these, whether or not they are still on a roster."""
        tree = await self.context.directory.tree()
        return [key for key in tree if key not in holders and self.context.hosts(key, tree.level(key))]

    async def issue(self, organizations: list[str]) -> None:
        """Issues a new pair for each of these organizations, in portions. A signing key that can be unlocked remains."""
        for some in chunks(organizations, _PORTION):
            fresh = await asyncio.to_thread(_generated, some)
            async with self.context.service.transaction() as connection:
                pairs = await self._pairs(connection, fresh)
                now = self.context.now()
                await add(connection, pairs, now)
                keeper = self.context.directory.keeper_of
                roots = [pair for pair in pairs if keeper(pair.organization) == pair.organization]
                own = [
                    TrustedKey(pair.organization, NO_KEEPER, pair.signing_key, TrustGround.OWN, None, now)
                    for pair in roots
                ]
                await put_trusted(connection, own)
                await _sign_records_again(connection, [each.organization for each in pairs if _is_new(each, fresh)])
                charters = self.context.charters
                await put_acceptances(connection, {each: charter_acceptances(charters, each) for each in some})
                published = await own_facts(connection, pairs)
                await append_to_outbox(connection, [own_record_event(pair, facts, now) for pair, facts in published])
            note(self.context, published)
            self.context.wake()

    async def _pairs(self, connection: AsyncConnection, fresh: dict[str, _GeneratedKeys]) -> list[KeyPair]:
        """Returns new pairs whose versions follow the newest ones, of this service or of one that hosted the organization before."""
        epoch = await epoch_of(connection)
        known = {pair.organization: pair for pair in await pairs_of(connection, list(fresh))}
        pairs = []
        for organization, keys in fresh.items():
            here = known.get(organization)
            last = max(here.version if here else (0, 0), self.context.directory.version(own_record_of(organization)))
            version = max(epoch, last[0]), last[1] + 1
            if here is not None and self.vault.fits(here.signing_locked):
                signing = here.signing_key, here.signing_locked, here.replaces, here.handover
            else:
                signing = bytes(keys.signing.verify_key), self.vault.lock(keys.signing), b"", b""
            public, locked = bytes(keys.private.public_key), self.vault.lock(keys.private)
            pairs.append(KeyPair(organization, *version, public, locked, *signing))
        return pairs


def _is_new(pair: KeyPair, fresh: dict[str, _GeneratedKeys]) -> bool:
    """Returns whether the signing key of the pair is one of these new ones."""
    return pair.signing_key == bytes(fresh[pair.organization].signing.verify_key)


async def _sign_records_again(connection: AsyncConnection, keepers: list[str]) -> None:
    """Marks the records that these organizations keep as pending: what was published before their first key is not signed."""
    kept = select(organizations.c.key).where(organizations.c.keeper.in_(keepers))
    for some in chunks((await connection.execute(kept)).scalars()):
        await mark_subjects_pending(connection, Topic.ORGANIZATIONS, some)


def _generated(organizations: list[str]) -> dict[str, _GeneratedKeys]:
    return {
        organization: _GeneratedKeys(PrivateKey.generate(), SigningKey.generate()) for organization in organizations
    }
