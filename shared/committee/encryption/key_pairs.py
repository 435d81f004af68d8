"""The repository of key pairs for sealing and for signatures, and the opening of content that was sealed with them."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, LargeBinary, String, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.sealed_payload import SealedError, unseal
from shared.committee.encryption.vault import LockedError, Vault
from shared.committee.events.version import changed_meanwhile
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import chunks
from shared.storage.timestamps import Timestamp

own_records = Table(
    "own_records",
    service_tables,
    *keys(organization=String(32), epoch=Integer, sequence=Integer),
    *required(
        public_key=LargeBinary, private_key=LargeBinary, signing_key=LargeBinary, signing_private_key=LargeBinary
    ),
    *required(replaces=LargeBinary, handover=LargeBinary, issued_at=Timestamp),
)
"""Every pair ever issued, with the version of the own record that published it last; `private_key` and `signing_private_key` are
encrypted with the secret of the service. An older pair still opens content that was sealed before it was replaced."""


class KeyPair(NamedTuple):
    """A key pair and its version; `locked`: the private key, encrypted by the vault.

    `signing_key` and `signing_locked`: the pair with which the organization signs. `replaces`: the signing key before it, which
    `handover` is a signature of; both empty for the first one, and for one that was issued because that before it was lost.
    """

    organization: str
    epoch: int
    sequence: int
    public_key: bytes
    locked: bytes
    signing_key: bytes
    signing_locked: bytes
    replaces: bytes = b""
    handover: bytes = b""

    @property
    def version(self) -> tuple[int, int]:
        return self.epoch, self.sequence


_table = own_records.c
_pairs = select(
    _table.organization,
    _table.epoch,
    _table.sequence,
    _table.public_key,
    _table.private_key,
    _table.signing_key,
    _table.signing_private_key,
    _table.replaces,
    _table.handover,
).order_by(_table.epoch, _table.sequence)


async def add(connection: AsyncConnection, pairs: Iterable[KeyPair], now: datetime) -> None:
    """Inserts new pairs."""
    for some in chunks(pairs):
        await connection.execute(own_records.insert(), [_row(pair, now) for pair in some])


def _row(pair: KeyPair, now: datetime) -> dict[str, object]:
    named = {**pair._asdict(), "private_key": pair.locked, "signing_private_key": pair.signing_locked}
    return {name: value for name, value in named.items() if not name.endswith("locked")} | {"issued_at": now}


async def move(connection: AsyncConnection, pair: KeyPair, version: tuple[int, int]) -> KeyPair:
    """Stores that the own record of the pair was published again at this version; returns the pair with it.

    Raises `changed-meanwhile` when another transaction has published it since the pair was read.
    """
    epoch, sequence = version
    known = (_table.organization == pair.organization) & (_table.epoch == pair.epoch)
    here = known & (_table.sequence == pair.sequence)
    moved = await connection.execute(update(own_records).where(here).values(epoch=epoch, sequence=sequence))
    if moved.rowcount != 1:
        raise changed_meanwhile()
    return pair._replace(epoch=epoch, sequence=sequence)


async def newest(connection: AsyncConnection) -> dict[str, KeyPair]:
    """Returns the newest pair of each organization."""
    return {pair.organization: pair for pair in map(KeyPair._make, await connection.execute(_pairs))}


async def pairs_of(
    connection: AsyncConnection, organizations: Sequence[str], *, for_update: bool = False
) -> list[KeyPair]:
    """Returns all pairs of a few organizations, in the order of their versions.

    `for_update`: a concurrent transaction that also publishes one of the own records waits for this one to end.
    """
    query = _pairs.where(_table.organization.in_(organizations))
    return list(map(KeyPair._make, await connection.execute(query.with_for_update() if for_update else query)))


async def holders(connection: AsyncConnection, organizations: Iterable[str]) -> set[str]:
    """Returns those of these organizations that have a pair here."""
    found: set[str] = set()
    for some in chunks(organizations):
        query = select(_table.organization).distinct().where(_table.organization.in_(some))
        found.update((await connection.execute(query)).scalars())
    return found


async def open_sealed(connection: AsyncConnection, vault: Vault, organization: str, sealed: bytes) -> bytes:
    """Returns the content; raises `sealed-for-another-key` when none of the organization's keys opens it."""
    for pair in reversed(await pairs_of(connection, [organization])):
        with suppress(LockedError, SealedError):
            return unseal(vault.unlock(pair.locked), sealed)
    raise SealedError("sealed-for-another-key", "密封内容不能用本单位的密钥打开，请重新发送")
