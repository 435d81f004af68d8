"""The repository of the calls for opinion reports 约稿, with the members and the organizations that are called."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.registers.register import EntryTable, RegisterEntry
from shared.committee.registers.tables import members, register_table
from shared.contracts.subjects import LONGEST_ID, LONGEST_KEY, organization_of
from shared.domain.errors import invalid
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.statements import insert_into

opinion_calls = register_table(
    "opinion_calls",
    *required(year=Integer, number=Integer, text=Text, opened_on=Date, deadline=Date),
    Column("ended_on", Date),
    *required(every_member=Boolean, epoch=Integer, sequence=Integer),
    Column("upper", String(LONGEST_ID)),
    Column("upper_deadline", Date),
    Column("upper_epoch", Integer),
    Column("upper_sequence", Integer),
    Index("ix_opinion_calls_list", "organization", "year", "number"),
    Index("ix_opinion_calls_upper", "organization", "upper", unique=True),
)
"""The calls for opinion reports. `name`: the topic; `text`: what is asked for; `ended_on`: since when no report names it.

`upper`: the call of the organization above that this one was received from, with its deadline and its newest version.
"""

called_members = Table(
    "called_members", service_tables, *keys(opinion_call=String(LONGEST_ID), member_id=String(LONGEST_ID))
)
"""The registered members who are called; none for a call to every member."""

called_organizations = Table(
    "called_organizations",
    service_tables,
    *keys(opinion_call=String(LONGEST_ID), organization=String(LONGEST_KEY)),
)
"""The organizations below that are called."""


@dataclass(frozen=True)
class OpinionCall(RegisterEntry):
    """A call for opinion reports."""

    year: int
    number: int
    text: str
    opened_on: date
    deadline: date
    ended_on: date | None
    every_member: bool
    upper: str | None = None
    upper_deadline: date | None = None
    upper_epoch: int | None = None
    upper_sequence: int | None = None

    @property
    def open(self) -> bool:
        """Returns whether reports may name the call."""
        return self.ended_on is None

    @property
    def caller(self) -> str | None:
        """Returns the organization above from which the call was received; None for a call of the organization itself."""
        return None if self.upper is None else organization_of(self.upper)


CALL_TABLE = EntryTable(opinion_calls, OpinionCall, ("unknown-opinion-call", "没有约稿"))


@dataclass(frozen=True, kw_only=True)
class CalledMemberView:
    """A member who is called."""

    id: str
    name: str


class Called(NamedTuple):
    """Those who are called by name: ids of members, and keys of organizations."""

    members: Collection[str] = ()
    organizations: Collection[str] = ()


async def add(connection: AsyncConnection, call: OpinionCall, called: Called) -> None:
    """Inserts a call and those who are called."""
    await connection.execute(opinion_calls.insert(), vars(call))
    await add_called(connection, call.id, called)


async def add_called(connection: AsyncConnection, id: str, called: Called) -> None:
    """Stores further members and organizations that are called."""
    for table, column, values in (
        (called_members, "member_id", called.members),
        (called_organizations, "organization", called.organizations),
    ):
        if rows := [{"opinion_call": id, column: key} for key in values]:
            await connection.execute(insert_into(connection, table).values(rows).on_conflict_do_nothing())


async def save(connection: AsyncConnection, call: OpinionCall) -> None:
    """Replaces the row of a call that the transaction has read for update."""
    await connection.execute(update(opinion_calls).where(opinion_calls.c.id == call.id).values(**vars(call)))


async def received_call(connection: AsyncConnection, organization: str, upper: str) -> OpinionCall | None:
    """Returns the call that an organization received from this one of the organization above, locked; None when it has none."""
    table = opinion_calls.c
    query = select(*CALL_TABLE.columns).where(table.organization == organization, table.upper == upper)
    row = (await connection.execute(query.with_for_update())).one_or_none()
    return None if row is None else OpinionCall(*row)


async def call_to_name(connection: AsyncConnection, id: str, to: str) -> str | None:
    """Returns the call of the organization `to` that a report names which names this call here; None when it is of another one."""
    upper = await connection.scalar(select(opinion_calls.c.upper).where(opinion_calls.c.id == id))
    return upper if upper is not None and organization_of(upper) == to else None


async def is_call_of(connection: AsyncConnection, organization: str, id: str) -> bool:
    """Returns whether this is a call of the organization."""
    table = opinion_calls.c
    return (
        await connection.scalar(select(table.id).where(table.id == id, table.organization == organization)) is not None
    )


async def open_calls(connection: AsyncConnection, organization: str, *, known: str | None = None) -> list[OpinionCall]:
    """Returns the calls that reports of an organization may name, the one that is due first at the beginning.

    `known`: a call that is returned even if it has ended, because a report names it.
    """
    table = opinion_calls.c
    offered = or_(table.ended_on.is_(None), table.id == known)
    query = select(*CALL_TABLE.columns).where(table.organization == organization, offered)
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


async def called_of(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[CalledMemberView]]:
    """Returns call -> the members who are called, by name."""
    table, found = called_members.c, defaultdict[str, list[CalledMemberView]](list)
    query = (
        select(table.opinion_call, members.c.id, members.c.name)
        .join_from(called_members, members, members.c.id == table.member_id)
        .where(table.opinion_call.in_(list(ids)))
    )
    for call, id, name in await connection.execute(query.order_by(members.c.name, members.c.id)):
        found[call].append(CalledMemberView(id=id, name=name))
    return found
