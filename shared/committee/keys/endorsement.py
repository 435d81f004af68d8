"""Confirms the first signing keys of organizations: a keeper endorses them in its own record, roots are pinned (decision 0106).

A root is an organization that keeps its own record: no other one can endorse its key.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import structlog

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.encryption.trusted_keys import (
    NO_KEEPER,
    TrustedKey,
    TrustGround,
    drop_trusted,
    put_trusted,
    trusted,
)
from shared.committee.own_records.record import Published, publish_again
from shared.contracts.subjects import own_record_of
from shared.contracts.writers import HOSTS
from shared.domain.errors import NotFoundError

_log = structlog.get_logger(__name__)


class _First(NamedTuple):
    """An organization without a confirmed key, who has to confirm one, and its only key; None: it has several."""

    organization: str
    keeper: str
    signing_key: bytes | None


class KeyEndorsement:
    """Trusts the only key of an organization that has no confirmed one yet; of several keys, an operator accepts one.

    `pins_roots`: whether the first keys of roots that are hosted elsewhere are pinned too, instead of by an operator.
    """

    def __init__(self, context: ServiceContext, *, pins_roots: bool = False) -> None:
        self.context = context
        self.pins_roots = pins_roots

    async def update(self) -> None:
        """Endorses and pins first keys, and publishes the own records that endorse them."""
        tree = await self.context.directory.tree()
        first = [found for each in self.context.directory.keys.unconfirmed() if (found := self._first(each, tree))]
        if not first:
            return
        async with self.context.service.transaction() as connection:
            known = await trusted(connection)
            now = self.context.now()
            new, moved = _new_and_moved(first, known, now)
            await drop_trusted(connection, moved)
            await put_trusted(connection, new)
            keepers = {each.keeper for each in (*new, *moved)} - {NO_KEEPER}
            published = await publish_again(connection, keepers, now)
        for each in new:
            _log.info("first_key_trusted", organization=each.organization, by=each.keeper, key=each.signing_key.hex())
        note(self.context, published)
        self.context.wake()

    async def accept(self, organization: str, signing_key: bytes, reason: str) -> str:
        """Trusts a changed key that the organization has published; returns the keeper that endorses it, or "" if only we trust it.

        Raises `unknown-key` for a key that it has not published.
        """
        tree = await self.context.directory.tree()
        if all(each.signing_key != signing_key for each in self.context.directory.keys.keys_of(organization)):
            raise NotFoundError("unknown-key", f"{organization} 没有公布过密钥 {signing_key.hex()}")
        keeper = self.context.directory.keeper_of(organization)
        endorses = keeper not in (None, organization) and self._keeps(organization, keeper or "", tree)
        found = TrustedKey(
            organization,
            (keeper or "") if endorses else NO_KEEPER,
            signing_key,
            TrustGround.ACCEPTED,
            reason,
            self.context.now(),
        )
        async with self.context.service.transaction() as connection:
            await put_trusted(connection, [found])
            published = await publish_again(connection, [found.keeper] if endorses else [], found.trusted_at)
        note(self.context, published)
        self.context.wake()
        return found.keeper

    async def pin(self, organization: str, signing_key: bytes) -> None:
        """Trusts this key of the organization in this service only, whether or not it was published yet."""
        pinned = TrustedKey(organization, NO_KEEPER, signing_key, TrustGround.PINNED, None, self.context.now())
        async with self.context.service.transaction() as connection:
            await put_trusted(connection, [pinned])

    def _first(self, organization: str, tree: OrganizationTree) -> _First | None:
        """Returns an organization whose key this service has to confirm; None for the others."""
        keeper = self.context.directory.keeper_of(organization)
        if keeper is None:
            return None
        known, host = self.context.directory.keys.keys_of(organization), HOSTS.get(tree.level(organization))
        writer = str(self.context.writers.of(host, organization)) if host else ""
        keys = [each for each in known if each.writer == writer]  # only its own service publishes its keys
        only = keys[0].signing_key if len(keys) == 1 else None
        if keeper == organization:
            return _First(organization, NO_KEEPER, only) if self.pins_roots else None
        return _First(organization, keeper, only) if self._keeps(organization, keeper, tree) else None

    def _keeps(self, organization: str, keeper: str, tree: OrganizationTree) -> bool:
        """Returns whether this service writes the record of the organization, for this keeper."""
        if keeper not in tree:
            return False
        return self.context.keeps(tree.level(organization), keeper=keeper, keeper_level=tree.level(keeper))


def _new_and_moved(
    first: Collection[_First], known: Collection[TrustedKey], now: datetime
) -> tuple[list[TrustedKey], list[TrustedKey]]:
    """Returns what is to be confirmed, and the endorsements of former keepers, which end.

    An organization that this keeper has endorsed before is left out: a changed key is accepted by an operator only.
    """
    here = {(each.organization, each.keeper) for each in known}
    before = {each.organization: each for each in known if each.keeper != NO_KEEPER}
    new, moved = list[TrustedKey](), list[TrustedKey]()
    for organization, keeper, only in first:
        if (organization, keeper) in here:
            continue
        former = before.get(organization)
        if former is not None and keeper != NO_KEEPER:
            moved.append(former)
            new.append(former._replace(keeper=keeper))
        elif only is not None:
            new.append(TrustedKey(organization, keeper, only, TrustGround.FIRST, None, now))
    return new, moved


def note(context: ServiceContext, published: Published) -> None:
    """Applies own records that were committed to the directory of this process, before they are read from Kafka."""
    for pair, facts in published:
        context.directory.note(own_record_of(pair.organization), pair.version, facts)
