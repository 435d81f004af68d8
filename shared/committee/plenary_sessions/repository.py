"""The repository of plenary sessions 全体会议: one for each committee and session year."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Date, Integer, String, Table, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import ConflictError, FieldError
from shared.domain.numerals import in_chinese
from shared.storage.database import service_tables
from shared.storage.upsert import insert_into

plenary_sessions = Table(
    "plenary_sessions",
    service_tables,
    Column("organization", String(32), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("session", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("deadline", Date),
    UniqueConstraint("organization", "term", "session"),
)
"""`term` and `session`: the numbers of 第十届第三次会议; `deadline`: the last day on which session proposals are submitted."""


class PlenarySession(NamedTuple):
    """A row of the register."""

    organization: str
    year: int
    term: int
    session: int
    first_day: date
    last_day: date
    deadline: date | None

    @property
    def title(self) -> str:
        """Returns 第十届第三次会议."""
        return f"第{in_chinese(self.term)}届第{in_chinese(self.session)}次会议"

    @property
    def short_title(self) -> str:
        """Returns 十届三次, as numbers contain it."""
        return f"{in_chinese(self.term)}届{in_chinese(self.session)}次"

    @property
    def key(self) -> str:
        """Returns the session as filters of lists name it: 10-3."""
        return f"{self.term}-{self.session}"


_COLUMNS = tuple(plenary_sessions.c[name] for name in PlenarySession._fields)


async def all_of(connection: AsyncConnection, organization: str | None) -> list[PlenarySession]:
    """Returns the sessions of a committee, the newest first."""
    table = plenary_sessions.c
    query = select(*_COLUMNS).where(table.organization == organization).order_by(table.year.desc())
    return [PlenarySession._make(row) for row in await connection.execute(query)]


async def session_of(connection: AsyncConnection, organization: str, year: int) -> PlenarySession | None:
    """Returns the session of a committee in a session year; None where none is recorded."""
    table = plenary_sessions.c
    query = select(*_COLUMNS).where(table.organization == organization, table.year == year)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else PlenarySession._make(row)


def in_session(organization: str, key: str, year: Column[int]) -> ColumnElement[bool]:
    """Returns the condition that a year is that of the session with this key."""
    term, _, session = key.partition("-")
    table = plenary_sessions.c
    meant = (table.organization == organization) & (table.term == int(term)) & (table.session == int(session))
    return year.in_(select(table.year).where(meant))


async def put(connection: AsyncConnection, new: PlenarySession) -> None:
    """Stores the session of a year, instead of an earlier one; raises `ConflictError` `session-taken` for a session of another year."""
    table = plenary_sessions.c
    same = (table.organization == new.organization) & (table.term == new.term) & (table.session == new.session)
    taken: int | None = await connection.scalar(select(table.year).where(same, table.year != new.year))
    if taken is not None:
        rule = f"{new.title}已登记为{taken}年度的会议"
        raise ConflictError("session-taken", rule, fields=(FieldError("session", new.session, rule),))
    values = new._asdict()
    row = insert_into(connection, plenary_sessions).values(values)
    await connection.execute(row.on_conflict_do_update(index_elements=["organization", "year"], set_=values))
