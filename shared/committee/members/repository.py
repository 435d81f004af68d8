"""The repository of the register of members. A member is one row for each term; name, sector and term identify it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.registers.register import EntryTable, RegisterEntry
from shared.committee.registers.tables import members
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, conflict
from shared.storage.statements import chunks, insert_into


@dataclass(frozen=True)
class MemberRecord(RegisterEntry):
    """A member of the register; `name_key`: the comparison key of the name."""

    name_key: str
    sector: str
    term: str
    contact: str
    member_class: str
    left_on: date | None

    @property
    def identity(self) -> tuple[str, str, str]:
        """Returns what identifies a member of a committee: name, sector and term."""
        return identity_of(self.name, self.sector, self.term)


MEMBER_TABLE = EntryTable(members, MemberRecord, ("unknown-member", "委员名册中没有"))


def identity_of(name: str, sector: str, term: str) -> tuple[str, str, str]:
    """Returns the comparison keys of name, sector and term."""
    return name_key(name), name_key(sector), name_key(term)


async def all_of(connection: AsyncConnection, organization: str) -> list[MemberRecord]:
    """Returns every member of an organization, present and former."""
    query = select(*MEMBER_TABLE.columns).where(members.c.organization == organization).order_by(members.c.id)
    return [MemberRecord(*row) for row in await connection.execute(query)]


async def check_new(connection: AsyncConnection, record: MemberRecord) -> None:
    """Raises `ConflictError` `already-registered` when another row has the same name, sector and term."""
    if await find_same(connection, record) is not None:
        raise already_registered()


async def find_same(connection: AsyncConnection, record: MemberRecord) -> MemberRecord | None:
    """Returns another row of the organization with the same name, sector and term; None when there is none."""
    same_name = (members.c.organization == record.organization) & (members.c.name_key == record.name_key)
    rows = await connection.execute(select(*MEMBER_TABLE.columns).where(same_name, members.c.id != record.id))
    found = (MemberRecord(*row) for row in rows)
    return next((each for each in found if each.identity == record.identity), None)


def already_registered() -> ConflictError:
    """Returns the error of a second member with the same name, sector and term; it names nobody, because errors may be logged."""
    return conflict("already-registered", "name", None, "名册中已有同届、同界别、同名的委员")


async def add(connection: AsyncConnection, records: Collection[MemberRecord]) -> None:
    """Inserts members; raises `already-registered` when a concurrent transaction was first."""
    for some in chunks(records):
        rows = [vars(each) for each in some]
        done = await connection.execute(insert_into(connection, members).values(rows).on_conflict_do_nothing())
        if done.rowcount != len(rows):
            raise already_registered()
