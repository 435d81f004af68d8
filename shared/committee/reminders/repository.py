"""The repository of reminders. Each is stored once, however often it is made."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Column, Date, Index, Integer, String, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.subjects import LONGEST_ID, Subject
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import chunks, insert_into
from shared.storage.timestamps import Timestamp

reminders = Table(
    "reminders",
    service_tables,
    *keys(matter=String(LONGEST_ID), audience=String(8), unit_key=String(LONGEST_LINE)),
    Column("instruction", Integer, primary_key=True, autoincrement=False),
    Column("limit_on", Date, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    *required(organization=String(32), unit=String(LONGEST_LINE), made_on=Date, recorded_at=Timestamp),
    Index("ix_reminders_organization", "organization", "made_on"),
)
"""The reminders that were made, each once. `audience`: the unit (and the office), the office alone, or the leader; `days`: relative to the
limit, negative before it."""


_ROWS = 50
_NEWEST = 250
"""The most reminders of a kind of which it is examined whether their limits are still open."""


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


async def newest(connection: AsyncConnection, organization: str, kind: Subject) -> list[StoredReminder]:
    """Returns the newest reminders of the matters of an organization and a kind, the newest first."""
    columns = [reminders.c[name] for name in StoredReminder._fields]
    of_kind = reminders.c.matter.startswith(f"{organization}-{kind}-")
    query = select(*columns).where(reminders.c.organization == organization, of_kind)
    order = (reminders.c.made_on.desc(), reminders.c.limit_on, reminders.c.matter, reminders.c.unit_key)
    return [StoredReminder._make(row) for row in await connection.execute(query.order_by(*order).limit(_NEWEST))]
