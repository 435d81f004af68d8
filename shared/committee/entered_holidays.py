"""The repository of the holidays that administrators have entered, and the calendar that is made of them."""

from datetime import date, datetime
from math import inf
from time import monotonic
from typing import NamedTuple

import msgspec
from sqlalchemy import Column, Integer, String, Table, Text, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.events.version import changed_meanwhile
from shared.domain.calendar import WorkingCalendar
from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.statements import insert_into
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

calendar_years = Table(
    "calendar_years",
    service_tables,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    *required(holidays=Text, working_days=Text, account=String(LONGEST_NAME), recorded_at=Timestamp),
)
"""The holidays and working weekends of a year as administrators have entered them, as JSON; the newest entry of a year is valid."""


Days = tuple[date, ...]
_days = msgspec.json.Decoder(Days).decode


class EnteredYear(NamedTuple):
    """The newest entry for a year: its holidays, its weekends that are working days, and who entered it when."""

    year: int
    sequence: int
    holidays: Days
    working_days: Days
    account: str
    recorded_at: datetime


_columns = tuple(calendar_years.c[name] for name in EnteredYear._fields)
_entries = select(*_columns).order_by(calendar_years.c.year, calendar_years.c.sequence)


async def entered_years(connection: AsyncConnection) -> dict[int, EnteredYear]:
    """Returns the newest entry for each year."""
    return {
        row.year: EnteredYear(
            row.year, row.sequence, _days(row.holidays), _days(row.working_days), row.account, row.recorded_at
        )
        for row in await connection.execute(_entries)
    }


async def add(connection: AsyncConnection, entry: EnteredYear) -> None:
    """Inserts an entry, which replaces those before it; raises `changed-meanwhile` when another one has the same sequence number."""
    encoded = {name: msgspec.json.encode(getattr(entry, name)).decode() for name in ("holidays", "working_days")}
    row = insert_into(connection, calendar_years).values({**entry._asdict(), **encoded}).on_conflict_do_nothing()
    if (await connection.execute(row)).rowcount != 1:
        raise changed_meanwhile()


def calendar_of(entered: dict[int, EnteredYear]) -> WorkingCalendar:
    """Returns the statutory calendar with what was entered; an entry without holidays does not make its year known."""
    amended = {day: False for entry in entered.values() for day in entry.holidays}
    amended |= {day: True for entry in entered.values() for day in entry.working_days}
    return WorkingCalendar(amended=amended, years=frozenset(year for year, entry in entered.items() if entry.holidays))


class CalendarCache:
    """The working calendar of a service, read from its database at most every `max_age` seconds."""

    def __init__(self, *, max_age: float = 0.0) -> None:
        self._max_age = max_age
        self._read_at = -inf
        self._calendar = WorkingCalendar()

    async def calendar(self, connection: AsyncConnection) -> WorkingCalendar:
        now = monotonic()
        if now - self._read_at >= self._max_age:
            self._calendar = calendar_of(await entered_years(connection))
            self._read_at = now
        return self._calendar
