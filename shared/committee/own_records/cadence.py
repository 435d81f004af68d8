"""The cadence of the organizations that this service hosts, by year, as their own records publish it (decision 0127)."""

import json
from collections.abc import Collection
from datetime import date

from msgspec.json import Decoder, encode
from sqlalchemy import Integer, String, Table, Text, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dated_bodies import RuleCadence, YearCadence
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

own_cadence = Table(
    "own_cadence",
    service_tables,
    *keys(organization=String(32), year=Integer),
    *required(expected=Integer, held=Integer, days=Text, rules=Text),
)
"""What the charter expects of an organization in a year, and the number and the days (a JSON list) of the activities that count.

`rules`: the same by rule, as JSON.
"""

_RULES = Decoder(tuple[RuleCadence, ...])

_row = own_cadence.c


async def cadences_by(
    connection: AsyncConnection, organizations: Collection[str]
) -> dict[str, tuple[YearCadence, ...]]:
    """Returns the years of each of these organizations, in order."""
    found: dict[str, tuple[YearCadence, ...]] = dict.fromkeys(organizations, ())
    query = select(own_cadence).where(_row.organization.in_(organizations)).order_by(_row.year)
    for row in await connection.execute(query):
        days = tuple(map(date.fromisoformat, json.loads(row.days)))
        found[row.organization] = (
            *found[row.organization],
            YearCadence(row.year, row.expected, days, _RULES.decode(row.rules)),
        )
    return found


async def put_cadence(connection: AsyncConnection, organization: str, years: Collection[YearCadence]) -> None:
    """Replaces the years of an organization."""
    await connection.execute(delete(own_cadence).where(_row.organization == organization))
    rows = [
        {
            "organization": organization,
            "year": each.year,
            "expected": each.expected,
            "held": len(each.held),
            "days": json.dumps([day.isoformat() for day in each.held]),
            "rules": encode(each.rules).decode(),
        }
        for each in years
    ]
    if rows:
        await connection.execute(own_cadence.insert(), rows)
