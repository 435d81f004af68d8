"""Key pairs in the service database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.chunks import chunks
from shared.committee.keys.tables import own_records


class Pair(NamedTuple):
    """A key pair and its version; `locked` is the private key as it rests in the vault."""

    organization: str
    epoch: int
    sequence: int
    public_key: bytes
    locked: bytes

    @property
    def version(self) -> tuple[int, int]:
        return self.epoch, self.sequence


_table = own_records.c
_pairs = select(_table.organization, _table.epoch, _table.sequence, _table.public_key, _table.private_key).order_by(
    _table.epoch, _table.sequence
)


async def add(connection: AsyncConnection, pairs: Iterable[Pair], now: datetime) -> None:
    """Pairs that are new."""
    for some in chunks(pairs):
        await connection.execute(own_records.insert(), [_row(pair, now) for pair in some])


def _row(pair: Pair, now: datetime) -> dict[str, Any]:
    named = {**pair._asdict(), "private_key": pair.locked, "issued_at": now}
    named.pop("locked")
    return named


async def newest(connection: AsyncConnection) -> dict[str, Pair]:
    """The newest pair of each organization."""
    return {pair.organization: pair for pair in map(Pair._make, await connection.execute(_pairs))}


async def pairs_of(connection: AsyncConnection, organizations: Sequence[str]) -> list[Pair]:
    """All pairs of a few organizations, in the order of their versions."""
    query = _pairs.where(_table.organization.in_(organizations))
    return list(map(Pair._make, await connection.execute(query)))


async def holders(connection: AsyncConnection, organizations: Iterable[str]) -> set[str]:
    """Those of them that have a pair here."""
    found: set[str] = set()
    for some in chunks(organizations):
        query = select(_table.organization).distinct().where(_table.organization.in_(some))
        found.update((await connection.execute(query)).scalars())
    return found
