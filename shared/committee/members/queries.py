"""Queries of the register of members: a page of the list, and its sectors and terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.tree import OrganizationTree
from shared.committee.members.links import accounts_of
from shared.committee.members.repository import MEMBER_TABLE, MemberRecord
from shared.committee.members.schemas import MemberView
from shared.committee.registers.tables import MemberClass, members
from shared.domain.comparison import name_key
from shared.storage.attributes import from_attributes
from shared.web.paging import ListPage, PageWindow


@dataclass(frozen=True, kw_only=True)
class MemberFilter:
    """The filters of the register. `words`: a part of the name; `active`: only present members, or only former ones."""

    organization: str
    words: str = ""
    sector: str = ""
    term: str = ""
    active: bool | None = None
    member_class: MemberClass | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        table = members.c
        wanted: list[ColumnElement[bool]] = [table.organization == self.organization]
        if word := name_key(self.words):
            wanted.append(table.name_key.contains(word, autoescape=True))
        if self.sector.strip():
            wanted.append(table.sector == self.sector.strip())
        if self.term.strip():
            wanted.append(table.term == self.term.strip())
        if self.member_class is not None:
            wanted.append(table.member_class == str(self.member_class))
        if self.active is not None:
            wanted.append(table.left_on.is_(None) if self.active else table.left_on.is_not(None))
        return wanted


async def list_members(connection: AsyncConnection, wanted: MemberFilter, window: PageWindow) -> ListPage[MemberView]:
    """Returns a page of the register: the newest term first, then by sector and name."""
    table = members.c
    order = (table.term.desc(), table.sector, table.name, table.id)
    found, total = await MEMBER_TABLE.page(connection, wanted.conditions(), window, order=order)
    linked = await accounts_of(connection, [each.id for each in found])
    return window.of([view(each, linked) for each in found], total)


async def read_member(
    connection: AsyncConnection, record: MemberRecord, _today: date, _tree: OrganizationTree
) -> MemberView:
    """Returns the view of a stored member."""
    return view(record, await accounts_of(connection, [record.id]))


async def words_in_use(connection: AsyncConnection, organization: str) -> tuple[list[str], list[str]]:
    """Returns the sectors and the terms of the members of an organization, for filters."""
    mine = members.c.organization == organization
    sectors = await connection.execute(select(members.c.sector).where(mine).distinct().order_by(members.c.sector))
    terms = await connection.execute(select(members.c.term).where(mine).distinct().order_by(members.c.term.desc()))
    return [each for each in sectors.scalars() if each], [each for each in terms.scalars() if each]


def view(record: MemberRecord, linked: Mapping[str, list[str]]) -> MemberView:
    """Returns the view of a member. `linked`: the accounts of members."""
    member_class = MemberClass(record.member_class)
    return from_attributes(
        MemberView,
        record,
        member_class=member_class,
        class_title=member_class.title_zh,
        active=record.left_on is None,
        accounts=linked.get(record.id, []),
    )
