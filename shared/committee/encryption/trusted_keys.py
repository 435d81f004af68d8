"""The signing keys that this service trusts by itself: pinned ones, and the first keys of the organizations whose records it keeps."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Column, LargeBinary, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import chunks, insert_into
from shared.storage.timestamps import Timestamp

NO_KEEPER = ""
"""The keeper of a pin: no own record publishes it."""


class TrustGround(StrEnum):
    """Why a key is trusted: it is our own, an operator pinned it, it was the first one, or an operator accepted it."""

    OWN = "own"
    PINNED = "pinned"
    FIRST = "first"
    ACCEPTED = "accepted"


trusted_keys = Table(
    "trusted_keys",
    service_tables,
    *keys(organization=String(32), keeper=String(32)),
    *required(signing_key=LargeBinary, ground=String(16)),
    Column("reason", Text),
    *required(trusted_at=Timestamp),
)
"""`keeper`: the organization whose own record endorses the key; empty for a pin, which counts for this service only."""


class TrustedKey(NamedTuple):
    organization: str
    keeper: str
    signing_key: bytes
    ground: TrustGround
    reason: str | None
    trusted_at: datetime


_row = trusted_keys.c
_every = select(_row.organization, _row.keeper, _row.signing_key, _row.ground, _row.reason, _row.trusted_at)


async def put_trusted(connection: AsyncConnection, keys: Collection[TrustedKey]) -> None:
    """Stores these keys; replaces those of the same organization and keeper."""
    insertion = insert_into(connection, trusted_keys)
    values = {name: insertion.excluded[name] for name in ("signing_key", "ground", "reason", "trusted_at")}
    put = insertion.on_conflict_do_update(index_elements=["organization", "keeper"], set_=values)
    for some in chunks(keys):
        await connection.execute(put, [each._asdict() | {"ground": str(each.ground)} for each in some])


async def drop_trusted(connection: AsyncConnection, keys: Collection[TrustedKey]) -> None:
    """Deletes these keys."""
    for each in keys:
        here = (_row.organization == each.organization) & (_row.keeper == each.keeper)
        await connection.execute(delete(trusted_keys).where(here))


async def trusted(connection: AsyncConnection, organization: str | None = None) -> list[TrustedKey]:
    """Returns every trusted key, or those of one organization."""
    query = _every if organization is None else _every.where(_row.organization == organization)
    rows = await connection.execute(query.order_by(_row.organization, _row.keeper))
    return [TrustedKey(*row)._replace(ground=TrustGround(row.ground)) for row in rows]


async def pins(connection: AsyncConnection) -> dict[str, bytes]:
    """Returns the pinned signing keys by organization."""
    query = select(_row.organization, _row.signing_key).where(_row.keeper == NO_KEEPER)
    return {row.organization: row.signing_key for row in await connection.execute(query)}


async def endorsed_by(connection: AsyncConnection, keepers: Collection[str]) -> dict[str, dict[str, bytes]]:
    """Returns what the own record of each of these organizations endorses: the signing keys by organization."""
    found: dict[str, dict[str, bytes]] = {keeper: {} for keeper in keepers}
    query = select(_row.keeper, _row.organization, _row.signing_key).where(_row.keeper.in_(keepers))
    for row in await connection.execute(query.order_by(_row.organization)):
        found[row.keeper][row.organization] = row.signing_key
    return found
