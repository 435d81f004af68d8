"""Whether hosted organizations accept matters from organizations of their level: their own records publish it (decision 0124)."""

from collections.abc import Collection

from sqlalchemy import Boolean, Date, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dated import DatedFlag
from shared.contracts.subjects import LONGEST_KEY
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

own_acceptances = Table(
    "own_acceptances",
    service_tables,
    *keys(organization=String(LONGEST_KEY), day=Date),
    *required(holds=Boolean),
)
"""What the charter of an organization says from a day on, as its own record publishes it."""

Acceptances = tuple[DatedFlag, ...]


async def acceptances_by(connection: AsyncConnection, organizations: Collection[str]) -> dict[str, Acceptances]:
    """Returns what the own record of each of these organizations publishes."""
    table = own_acceptances.c
    found: dict[str, Acceptances] = dict.fromkeys(organizations, ())
    query = select(own_acceptances).where(table.organization.in_(organizations)).order_by(table.day)
    for row in await connection.execute(query):
        found[row.organization] = (*found[row.organization], DatedFlag(row.day, row.holds))
    return found


async def put_acceptances(connection: AsyncConnection, organization: str, flags: Acceptances) -> None:
    """Replaces what the own record of an organization publishes."""
    await connection.execute(delete(own_acceptances).where(own_acceptances.c.organization == organization))
    if rows := [{"organization": organization, **each._asdict()} for each in flags]:
        await connection.execute(own_acceptances.insert(), rows)
