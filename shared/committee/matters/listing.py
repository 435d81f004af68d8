"""The filtered list of the matters of a kind."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.matters.kind import AnyKind
from shared.committee.matters.narrowing import narrowed, narrowing_fields
from shared.committee.matters.ordering import Order, order_columns, order_of, sort_values, window_rows
from shared.committee.matters.schemas import Summary
from shared.committee.matters.search import matching
from shared.committee.matters.search_plan import SearchPlan
from shared.committee.plenary_sessions.repository import in_session
from shared.committee.registers.tables import matter_invitations, matter_members
from shared.committee.tables import UnitPart, matter_units
from shared.contracts.titled import Titled
from shared.domain.charters.values import LONGEST_SECTOR, SECTOR_ENDING
from shared.storage.statements import plan_for_values
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow

_FAR = 1000
"""The position in a list from which counting its matters costs less than reading up to there."""

_COUNTED = 1000
"""The number up to which the matters of a search are counted when many match it."""


class MatterQuery(BaseModel):
    """The filters of a list of matters. `q`: words of the texts, names or forms of the number, all of them required."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=200)] = None


def query_model(kind: AnyKind) -> type[MatterQuery]:
    """Returns the filters with those of the kind: its states and its further filters."""
    choices: dict[str, type[Titled]] = {"status": kind.states, **{name: each[0] for name, each in kind.filters.items()}}
    fields: dict[str, Any] = {name: (choice | None, None) for name, choice in choices.items()}
    if kind.flags:
        fields["flag"] = (kind.flags | None, None)
    if kind.sectors is not None:
        fields["sector"] = (Annotated[str | None, Field(max_length=LONGEST_SECTOR)], None)
    if kind.proposed:
        fields["mine"] = (bool | None, None)
        fields["invited"] = (bool | None, None)
        fields["plenary_session"] = (Annotated[str | None, Field(pattern=r"^[0-9]{1,2}-[0-9]{1,2}$")], None)
    fields |= narrowing_fields(kind) | {"sort": (sort_values(kind) | None, None)}
    return create_model(f"{kind.name.capitalize()}Query", __base__=MatterQuery, **fields)


@dataclass(frozen=True, kw_only=True)
class MatterFilter:
    """The `query` on the matters of one organization.

    `units`: only those assigned to a unit with one of these comparison keys; `author`: only those this account began.
    `account`: whose matters `mine` means: those that it began, and those that its member proposes; `invited`:
    those that its member is invited to co-sign. `plan`: how the words of the query are looked up.
    """

    kind: AnyKind
    organization: str
    today: date
    query: MatterQuery = field(default_factory=MatterQuery)
    units: frozenset[str] | None = None
    author: str | None = None
    account: Account | None = None
    plan: SearchPlan = field(default_factory=SearchPlan)

    @property
    def is_whole(self) -> bool:
        """Returns whether it contains all matters of the organization, apart from the query."""
        return self.units is None and self.author is None

    @property
    def searched(self) -> list[str]:
        """Returns the texts of the query that the search index finds."""
        texts: list[str | None] = [self.query.q, getattr(self.query, "proposer", None)]
        return [text for text in texts if text and text.strip()]

    @property
    def order(self) -> Order:
        few = (
            bool(self.query.overdue)
            or getattr(self.query, "due_within", None) is not None
            or self.plan.candidates is not None
        )
        return order_of(self.kind, getattr(self.query, "sort", None), few=few)

    def conditions(self) -> list[ColumnElement[bool]]:
        table, query = self.kind.table.c, self.query
        wanted: list[ColumnElement[bool]] = [table.organization == self.organization]
        if self.units is not None:
            wanted.append(self.of_units(*UnitPart))
        if self.author is not None:
            wanted.append(table.author == self.author)
        if query.year is not None:
            wanted.append(table.year == query.year)
        for name, column in {"status": table.status, **{n: each[1] for n, each in self.kind.filters.items()}}.items():
            value = getattr(query, name, None)
            if value is not None:
                wanted.append(column == str(value))
        wanted += self._flagged() + self._of_sector()
        mine: bool | None = getattr(query, "mine", None)
        if mine is not None and self.account is not None:
            belongs = self.proposed_by(self.account)
            wanted.append(belongs if mine else ~belongs)
        if getattr(query, "invited", None) is not None and self.account is not None:
            wanted.append(self._invited(self.account, given=bool(getattr(query, "invited", None))))
        wanted += self._in_session()
        wanted += narrowed(self.kind, self.organization, query, self.today, self.plan.lookup)
        if query.overdue is not None:
            overdue = self.kind.overdue(self.today)
            wanted.append(overdue if query.overdue else ~func.coalesce(overdue, False))
        if query.q and query.q.strip():
            wanted += matching(self.kind, self.organization, query.q, self.plan.lookup)
        return wanted

    def of_units(self, *parts: UnitPart) -> ColumnElement[bool]:
        """Returns the condition of the matters in which one of the units has one of these parts."""
        units = matter_units.c
        return self.kind.table.c.id.in_(
            select(units.matter).where(units.unit.in_(sorted(self.units or ())), units.part.in_(parts))
        )

    def proposed_by(self, account: Account) -> ColumnElement[bool]:
        """Returns the condition of the matters that an account began or that its member proposes."""
        if account.member is None:
            return self.kind.table.c.author == account.name
        begun = self.kind.table.alias().c
        own = select(begun.id).where(begun.organization == self.organization, begun.author == account.name)
        proposed = select(matter_members.c.matter).where(matter_members.c.member_id == account.member)
        return self.kind.table.c.id.in_(own.union(proposed))

    def _invited(self, account: Account, *, given: bool) -> ColumnElement[bool]:
        """Returns the condition of the matters that the member of an account is invited to co-sign, or of the others."""
        open_ones = select(matter_invitations.c.matter).where(matter_invitations.c.member_id == account.member)
        invited = self.kind.table.c.id.in_(open_ones)
        return invited if given else ~invited

    def _flagged(self) -> list[ColumnElement[bool]]:
        """Returns the condition of the flag that the query names, if any."""
        flag: Titled | None = getattr(self.query, "flag", None)
        return [] if flag is None else [self.kind.flagged(str(flag))]

    def _of_sector(self) -> list[ColumnElement[bool]]:
        """Returns the condition of the sector that the query names, if any; its last character 界 may be omitted."""
        sector: str = (getattr(self.query, "sector", None) or "").strip()
        if not sector or self.kind.sectors is None:
            return []
        return [self.kind.sectors.in_([sector, f"{sector}{SECTOR_ENDING}"])]

    def _in_session(self) -> list[ColumnElement[bool]]:
        key: str | None = getattr(self.query, "plenary_session", None)
        if key is None:
            return []
        table = self.kind.table.c
        received = func.coalesce(table.received_on, self.today)
        return [in_session(self.organization, key, year=table.year, day=received)]


async def listed(connection: AsyncConnection, wanted: MatterFilter, window: PageWindow) -> ListPage[Summary]:
    """Returns one page in the order of the query; by default the newest matter first: by year, then by number.

    The total of a search that many matters match is counted up to `_COUNTED`, or to the matter after the page.
    """
    if wanted.plan.words:
        return await _search_page(connection, wanted, window)
    total = await count_of(connection, wanted)
    rows = await window_rows(
        connection,
        wanted.kind,
        _summarised(wanted.kind),
        wanted.conditions(),
        wanted.order,
        limit=window.limit,
        offset=window.offset,
        total=total,
    )
    return window.of([wanted.kind.summarise(row, wanted.today) for row in rows], total)


async def _search_page(connection: AsyncConnection, wanted: MatterFilter, window: PageWindow) -> ListPage[Summary]:
    """Returns one page of a search; its ids and its total are from one statement, because finding them is what takes the time."""
    most = max(_COUNTED, window.offset + window.limit) + 1
    frequent = wanted.plan.is_frequent
    ids = (
        await listed_ids(connection, wanted, limit=most, offset=0) if frequent else await _found_ids(connection, wanted)
    )
    more = frequent and len(ids) == most
    chosen, table = ids[window.offset : window.offset + window.limit], wanted.kind.table.c
    rows = await connection.execute(select(*_summarised(wanted.kind)).where(table.id.in_(chosen)))
    by_id = {row.id: row for row in rows}
    items = [wanted.kind.summarise(by_id[id], wanted.today) for id in chosen]
    return window.of(items, len(ids) - 1 if more else len(ids), more=more)


def _summarised(kind: AnyKind) -> list[ColumnElement[Any]]:
    """Returns the columns of a row of a list: all but the state, and what the kind lists besides."""
    return [*(column for column in kind.table.c if column.name != "state"), *kind.listed]


async def _found_ids(connection: AsyncConnection, wanted: MatterFilter) -> list[str]:
    """Returns the ids of all matters of a search whose candidates are read from the index, in the order of the list."""
    await plan_for_values(connection)
    return [row.id for row in await connection.execute(ordered(select(wanted.kind.table.c.id), wanted))]


async def count_of(connection: AsyncConnection, wanted: MatterFilter, most: int | None = None) -> int:
    """Returns the number of matters, counted up to `most`."""
    counted = select(wanted.kind.table.c.id).where(*wanted.conditions())
    some = counted if most is None else counted.order_by(*order_columns(wanted.kind, wanted.order)).limit(most)
    return await connection.scalar(select(func.count()).select_from(some.subquery())) or 0


def ordered(query: Select[Any], wanted: MatterFilter) -> Select[Any]:
    """Returns the query of the matters that are wanted, in the order of the list."""
    return query.where(*wanted.conditions()).order_by(*order_columns(wanted.kind, wanted.order))


async def listed_ids(connection: AsyncConnection, wanted: MatterFilter, *, limit: int, offset: int) -> list[str]:
    """Returns the ids of the matters of a part of the list, in its order."""
    if wanted.plan.candidates is not None:
        return (await _found_ids(connection, wanted))[offset : offset + limit]
    if wanted.plan.is_frequent:
        await plan_for_values(connection)
    ids, conditions = [wanted.kind.table.c.id], wanted.conditions()
    total = await count_of(connection, wanted) if offset > _FAR and not wanted.plan.is_frequent else None
    rows = await window_rows(
        connection, wanted.kind, ids, conditions, wanted.order, limit=limit, offset=offset, total=total
    )
    return [row.id for row in rows]
