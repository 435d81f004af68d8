"""The repository of reminders. Each is stored once, however often it is made."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.chunks import chunks
from shared.committee.reminders.tables import reminders
from shared.storage.upsert import insert_into

_ROWS = 50
_NEWEST = 1000


class Audience(StrEnum):
    """Who is reminded: a unit and the office, the office alone, or the leader of the committee."""

    UNIT = "unit"
    OFFICE = "office"
    LEADER = "leader"


class StoredReminder(NamedTuple):
    """A row of `reminders`."""

    matter: str
    audience: str
    unit_key: str
    instruction: int
    limit_on: date
    days: int
    organization: str
    unit: str
    made_on: date
    recorded_at: datetime

    @property
    def key(self) -> tuple[str, str, str, int, date, int]:
        return self.matter, self.audience, self.unit_key, self.instruction, self.limit_on, self.days


async def add_new(connection: AsyncConnection, rows: Iterable[StoredReminder]) -> list[StoredReminder]:
    """Inserts the reminders that are not stored yet, and returns them."""
    added: list[StoredReminder] = []
    for some in chunks(rows, _ROWS):
        by_key = {row.key: row for row in some}
        statement = (
            insert_into(connection, reminders)
            .values([row._asdict() for row in by_key.values()])
            .on_conflict_do_nothing()
        )
        returned = await connection.execute(statement.returning(*reminders.primary_key.columns))
        added += [
            by_key[row.matter, row.audience, row.unit_key, row.instruction, row.limit_on, row.days] for row in returned
        ]
    return added


async def newest(connection: AsyncConnection, organization: str) -> list[StoredReminder]:
    """Returns the newest reminders of an organization, the newest first."""
    columns = [reminders.c[name] for name in StoredReminder._fields]
    query = select(*columns).where(reminders.c.organization == organization)
    order = (reminders.c.made_on.desc(), reminders.c.limit_on, reminders.c.matter, reminders.c.unit_key)
    return [StoredReminder._make(row) for row in await connection.execute(query.order_by(*order).limit(_NEWEST))]
