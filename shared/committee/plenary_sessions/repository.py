"""The repository of plenary sessions 全体会议: usually one for each committee and session year, or further ones beside it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Date, Index, Integer, String, Table, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import proposals
from shared.domain.errors import NotFoundError, conflict
from shared.domain.numerals import in_chinese
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import insert_into

plenary_sessions = Table(
    "plenary_sessions",
    service_tables,
    *keys(organization=String(32), term=Integer, session=Integer),
    *required(year=Integer, first_day=Date, last_day=Date),
    Column("deadline", Date),
    Index("plenary_sessions_by_year", "organization", "year"),
)
"""`term` and `session`: the numbers of 第十届第三次会议; `deadline`: the last day on which session proposals are submitted."""


_KEY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})", re.ASCII)


class PlenarySession(NamedTuple):
    """A row of the register."""

    organization: str
    term: int
    session: int
    year: int
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
    query = (
        select(*_COLUMNS).where(table.organization == organization).order_by(table.year.desc(), table.first_day.desc())
    )
    return [PlenarySession._make(row) for row in await connection.execute(query)]


async def session_of(
    connection: AsyncConnection, organization: str, year: int, day: date | None = None
) -> PlenarySession | None:
    """Returns the session of a session year to which a day belongs, as `session_on` does."""
    return session_on(await sessions_of(connection, organization, year), day)


async def sessions_of(connection: AsyncConnection, organization: str, year: int) -> list[PlenarySession]:
    """Returns the sessions of a session year, the first one first."""
    table = plenary_sessions.c
    query = select(*_COLUMNS).where(table.organization == organization, table.year == year)
    return [PlenarySession._make(row) for row in await connection.execute(query.order_by(table.first_day))]


def session_on(sessions: Sequence[PlenarySession], day: date | None) -> PlenarySession | None:
    """Returns the session to which a day belongs: the last that had begun, else the first; None where there is none.

    What is submitted between two sessions of a year belongs to the earlier one. Without a day, the last session of the year is meant.
    """
    begun = [each for each in sessions if day is None or each.first_day <= day]
    return begun[-1] if begun else next(iter(sessions), None)


async def find(connection: AsyncConnection, organization: str, key: str) -> PlenarySession:
    """Returns the session with this key; raises `NotFoundError` `unknown-session` when there is none."""
    numbers = _KEY.fullmatch(key)
    if numbers is not None:
        query = select(*_COLUMNS).where(_is(organization, int(numbers[1]), int(numbers[2])))
        row = (await connection.execute(query)).one_or_none()
        if row is not None:
            return PlenarySession._make(row)
    raise NotFoundError("unknown-session", f"没有登记届次 {key}")


def in_session(
    organization: str, key: str, *, year: ColumnElement[int], day: ColumnElement[date]
) -> ColumnElement[bool]:
    """Returns the condition that a session year and a day belong to the session with this key, by the rule of `session_of`."""
    term, _, session = key.partition("-")
    meant, other = plenary_sessions.alias().c, plenary_sessions.alias().c
    this = (meant.organization == organization) & (meant.term == int(term)) & (meant.session == int(session))
    own_year = select(meant.year).where(this).scalar_subquery()
    begins = select(meant.first_day).where(this).scalar_subquery()
    of_the_year = (other.organization == organization) & (other.year == own_year)
    earlier = select(func.max(other.first_day)).where(of_the_year, other.first_day < begins).scalar_subquery()
    later = select(func.min(other.first_day)).where(of_the_year, other.first_day > begins).scalar_subquery()
    return (year == own_year) & or_(earlier.is_(None), day >= begins) & or_(later.is_(None), day < later)


def _is(organization: str, term: int, session: int) -> ColumnElement[bool]:
    table = plenary_sessions.c
    return (table.organization == organization) & (table.term == term) & (table.session == session)


async def put(connection: AsyncConnection, new: PlenarySession) -> None:
    """Stores a session, instead of what was recorded of it before; raises `ConflictError` `sessions-overlap` beside another one."""
    table = plenary_sessions.c
    same = _is(new.organization, new.term, new.session)
    overlapping = select(*_COLUMNS).where(
        table.organization == new.organization, ~same, table.first_day <= new.last_day, table.last_day >= new.first_day
    )
    row = (await connection.execute(overlapping.limit(1))).one_or_none()
    if row is not None:
        other = PlenarySession._make(row)
        rule = f"与{other.title}的会期（{other.first_day.isoformat()}至{other.last_day.isoformat()}）重叠"
        raise conflict("sessions-overlap", "first_day", new.first_day.isoformat(), rule)
    values = new._asdict()
    added = insert_into(connection, plenary_sessions).values(values)
    await connection.execute(
        added.on_conflict_do_update(index_elements=["organization", "term", "session"], set_=values)
    )


async def remove(connection: AsyncConnection, gone: PlenarySession) -> None:
    """Deletes a session."""
    await connection.execute(delete(plenary_sessions).where(_is(gone.organization, gone.term, gone.session)))


async def submitted_in(connection: AsyncConnection, session: PlenarySession) -> int:
    """Returns the number of proposals that were submitted in a session."""
    table = proposals.c
    belongs = in_session(session.organization, session.key, year=table.year, day=table.received_on)
    query = select(func.count()).where(
        table.organization == session.organization, table.received_on.is_not(None), belongs
    )
    return await connection.scalar(query) or 0
