"""The repository of the calls for opinion reports 约稿, with the members who are called."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.member_tables import members
from shared.committee.register import EntryTable, RegisterEntry
from shared.committee.tables import opinions
from shared.contracts.subjects import LONGEST_ID
from shared.domain.errors import invalid
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables

opinion_calls = Table(
    "opinion_calls",
    service_tables,
    Column("id", String(LONGEST_ID), primary_key=True),
    *required(
        organization=String(32),
        name=String(LONGEST_LINE),
        year=Integer,
        number=Integer,
        text=Text,
        opened_on=Date,
        deadline=Date,
    ),
    Column("ended_on", Date),
    *required(epoch=Integer, sequence=Integer),
    Index("ix_opinion_calls_list", "organization", "year", "number"),
)
"""The calls for opinion reports. `name`: the topic; `text`: what is asked for; `ended_on`: since when no report names it."""

called_members = Table(
    "called_members", service_tables, *keys(opinion_call=String(LONGEST_ID), member_id=String(LONGEST_ID))
)
"""The registered members who are called; none for a call to every member."""


@dataclass(frozen=True)
class OpinionCall(RegisterEntry):
    """A call for opinion reports."""

    year: int
    number: int
    text: str
    opened_on: date
    deadline: date
    ended_on: date | None

    @property
    def open(self) -> bool:
        """Returns whether reports may name the call."""
        return self.ended_on is None


CALL_TABLE = EntryTable(opinion_calls, OpinionCall, ("unknown-opinion-call", "没有约稿"))


class ReceivedReports(NamedTuple):
    """The number of reports that name a call, and of those that were collected or accepted after its deadline."""

    reports: int
    late: int


class CalledMember(NamedTuple):
    """A member who is called."""

    id: str
    name: str


async def add(connection: AsyncConnection, call: OpinionCall, called: Collection[str]) -> None:
    """Inserts a call and the members who are called."""
    await connection.execute(opinion_calls.insert(), vars(call))
    if called:
        rows = [{"opinion_call": call.id, "member_id": member} for member in called]
        await connection.execute(called_members.insert(), rows)


async def open_calls(connection: AsyncConnection, organization: str) -> list[OpinionCall]:
    """Returns the calls that reports of an organization may name, the one that is due first at the beginning."""
    table = opinion_calls.c
    query = select(*CALL_TABLE.columns).where(table.organization == organization, table.ended_on.is_(None))
    return [OpinionCall(*row) for row in await connection.execute(query.order_by(table.deadline, table.id))]


async def all_open_calls(connection: AsyncConnection) -> list[OpinionCall]:
    """Returns the open calls of every organization of the service."""
    query = select(*CALL_TABLE.columns).where(opinion_calls.c.ended_on.is_(None)).order_by(opinion_calls.c.id)
    return [OpinionCall(*row) for row in await connection.execute(query)]


async def check_open(connection: AsyncConnection, organization: str, id: str) -> None:
    """Raises `InvalidError` for the id of no call, of one of another organization, and of one that has ended."""
    table = opinion_calls.c
    query = select(table.id).where(table.id == id, table.organization == organization, table.ended_on.is_(None))
    if await connection.scalar(query) is None:
        raise invalid("call", id, "须为本单位没有结束的约稿")


async def called_of(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[CalledMember]]:
    """Returns call -> the members who are called, by name."""
    table, found = called_members.c, defaultdict[str, list[CalledMember]](list)
    query = (
        select(table.opinion_call, members.c.id, members.c.name)
        .join_from(called_members, members, members.c.id == table.member_id)
        .where(table.opinion_call.in_(list(ids)))
    )
    for call, id, name in await connection.execute(query.order_by(members.c.name, members.c.id)):
        found[call].append(CalledMember(id, name))
    return found


async def received_for(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, ReceivedReports]:
    """Returns call -> the reports that name it."""
    late = func.count(case((opinions.c.received_on > opinion_calls.c.deadline, 1)))
    query = (
        select(opinion_calls.c.id, func.count(), late)
        .join_from(opinion_calls, opinions, opinions.c.opinion_call == opinion_calls.c.id)
        .where(opinion_calls.c.id.in_(list(ids)))
        .group_by(opinion_calls.c.id)
    )
    return {id: ReceivedReports(*counted) for id, *counted in await connection.execute(query)}
