"""From where hosted organizations accept matters by their charters: their own records publish it (decisions 0124 and 0141)."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from sqlalchemy import Boolean, Date, String, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.dated import DatedFlag
from shared.contracts.subjects import LONGEST_KEY
from shared.domain.charters.charter import Charter
from shared.domain.charters.charters import Charters
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

own_acceptances = Table(
    "own_acceptances",
    service_tables,
    *keys(organization=String(LONGEST_KEY), field=String(20), day=Date),
    *required(holds=Boolean),
)
"""The value of a charter field of an organization from a day on, as its own record publishes it; `field`: a field of `Acceptances`."""


class Acceptances(NamedTuple):
    """From where an organization accepts matters: the fields of its charter, and of its own record."""

    accepts_from_peers: tuple[DatedFlag, ...] = ()
    accepts_from_above: tuple[DatedFlag, ...] = ()


def charter_acceptances(charters: Charters, organization: str) -> Acceptances:
    """Returns the days on which the charter of an organization begins or ceases to accept."""
    return Acceptances(
        accepts_from_peers=_flags(charters, organization, lambda charter: charter.accepts_from_peers),
        accepts_from_above=_flags(charters, organization, lambda charter: charter.accepts_from_above),
    )


def _flags(charters: Charters, organization: str, accepts: Callable[[Charter], bool]) -> tuple[DatedFlag, ...]:
    days = sorted({each.day for each in (*charters.rules, *charters.places.get(organization, ()))})
    flags = [DatedFlag(day, accepts(charters.on(day, organization))) for day in days]
    before = [False, *(flag.holds for flag in flags)]
    return tuple(flag for flag, held in zip(flags, before, strict=False) if flag.holds != held)


async def acceptances_by(connection: AsyncConnection, organizations: Collection[str]) -> dict[str, Acceptances]:
    """Returns what the own record of each of these organizations publishes."""
    table = own_acceptances.c
    found = dict.fromkeys(organizations, Acceptances())
    query = select(own_acceptances).where(table.organization.in_(organizations)).order_by(table.day)
    for row in await connection.execute(query):
        before = found[row.organization]
        flags = (*before._asdict()[row.field], DatedFlag(row.day, row.holds))
        found[row.organization] = before._replace(**{row.field: flags})
    return found


async def put_acceptances(connection: AsyncConnection, accepted: dict[str, Acceptances]) -> None:
    """Replaces what the own records of organizations publish."""
    await connection.execute(delete(own_acceptances).where(own_acceptances.c.organization.in_(accepted)))
    rows = [
        {"organization": organization, "field": field, **flag._asdict()}
        for organization, acceptances in accepted.items()
        for field, flags in acceptances._asdict().items()
        for flag in flags
    ]
    if rows:
        await connection.execute(own_acceptances.insert(), rows)
