"""What at most one matter of an organization has at a time, such as a household or a township: the database refuses a second one."""

from collections.abc import Iterable

from sqlalchemy import Index, String, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.subjects import LONGEST_ID
from shared.domain.comparison import name_key
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import chunks

exclusive_keys = Table(
    "exclusive_keys",
    service_tables,
    *keys(organization=String(32), key=Text),
    *required(matter=String(LONGEST_ID)),
    Index("ix_exclusive_keys_matter", "matter"),
)
"""The keys that matters hold now, by organization; `Kind.exclusive_keys` returns those of a state.

Of two transactions that store one key at the same time, the second one violates the primary key, and its request is refused (409).
"""

_row = exclusive_keys.c


def household_key(number: str) -> str:
    """Returns the exclusive key of a household by its number 户号."""
    return f"household:{name_key(number)}"


def platform_key(platform: str, title: str, group: str = "") -> str:
    """Returns the exclusive key of the name of a platform among those of its class. `group`: the platform above it."""
    return f"platform:{platform}:{group}:{name_key(title)}"


def township_key(township: str) -> str:
    """Returns the exclusive key of a township, which one area group 片区 has."""
    return f"township:{township}"


async def holders_of(connection: AsyncConnection, organization: str, keys: Iterable[str]) -> dict[str, str]:
    """Returns those of the keys that a matter of the organization holds -> the id of the matter."""
    found = dict[str, str]()
    for some in chunks(keys):
        query = select(_row.key, _row.matter).where(_row.organization == organization, _row.key.in_(some))
        found |= {row.key: row.matter for row in await connection.execute(query)}
    return found


async def any_holder(connection: AsyncConnection, key: str) -> str | None:
    """Returns the id of a matter of any organization that holds the key; None when none does."""
    query = select(_row.matter).where(_row.key == key).order_by(_row.matter).limit(1)
    matter: str | None = await connection.scalar(query)
    return matter
