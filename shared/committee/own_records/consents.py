"""The consents of the organizations that this service hosts: their own records publish them (decision 0114)."""

from collections.abc import Collection

from sqlalchemy import Boolean, Date, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dated import DatedFlag
from shared.domain.own_records.decisions import Consents
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

own_consents = Table(
    "own_consents",
    service_tables,
    *keys(organization=String(32), conference=String(32), day=Date),
    *required(holds=Boolean),
)
"""Whether an organization consents to its membership in a conference, from a day on."""

_row = own_consents.c


async def consents_by(connection: AsyncConnection, organizations: Collection[str]) -> dict[str, dict[str, Consents]]:
    """Returns the consents of each of these organizations, by conference."""
    found: dict[str, dict[str, Consents]] = {organization: {} for organization in organizations}
    query = select(own_consents).where(_row.organization.in_(organizations)).order_by(_row.day)
    for row in await connection.execute(query):
        of_one = found[row.organization]
        of_one[row.conference] = (*of_one.get(row.conference, ()), DatedFlag(row.day, row.holds))
    return found


async def put_consents(connection: AsyncConnection, organization: str, conference: str, consents: Consents) -> None:
    """Replaces the consents of an organization to a conference."""
    here = (_row.organization == organization) & (_row.conference == conference)
    await connection.execute(delete(own_consents).where(here))
    rows = [{"organization": organization, "conference": conference, **each._asdict()} for each in consents]
    if rows:
        await connection.execute(own_consents.insert(), rows)
