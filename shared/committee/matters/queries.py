"""Queries of matters: a list, one matter with its texts, its history. Every reading of a matter of a restricted kind is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.context import ServiceContext
from shared.committee.matters.access import access_to, check_visible, permit_reading, permitted
from shared.committee.matters.history import History, history
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands
from shared.committee.matters.listing import MatterFilter, MatterQuery, listed, listed_ids
from shared.committee.matters.record import AnyRow, LinkedMatter, MatterDetails, State
from shared.committee.matters.repository import load, record_of, related_matter, row_of
from shared.committee.matters.schemas import Summary
from shared.committee.matters.search_plan import plan_search
from shared.committee.messages.origin_notices import route_of
from shared.committee.messages.repository import derived_of
from shared.committee.messages.schemas import derived_view
from shared.committee.plenary_sessions.repository import PlenarySession, session_of
from shared.committee.relations import relation
from shared.committee.tables import matter_references, readings
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.paging import ListPage, PageWindow
from shared.web.permissions import Relation, allow, may

READING_INTERVAL = timedelta(minutes=5)

_MOST_RELATED = 50
"""The most matters that the page of another one shows by a condition."""


@dataclass(frozen=True, kw_only=True)
class ReadingView:
    """The account that read a matter, and the time."""

    account: str
    read_at: datetime


async def list_matters(
    context: ServiceContext, account: Account, kind: AnyKind, query: MatterQuery, window: PageWindow
) -> ListPage[Summary]:
    """Returns a page of the matters of one organization that this account may see."""
    wanted = await permitted_filter(context, account, kind, query)
    async with context.service.reading() as connection:
        return await listed(connection, wanted, window)


async def neighbouring_ids(
    context: ServiceContext, account: Account, kind: AnyKind, query: MatterQuery, window: PageWindow
) -> list[str]:
    """Returns the ids of a page of the list, with the last one of the page before it and the first one of the page after it."""
    wanted, before = await permitted_filter(context, account, kind, query), min(1, window.offset)
    async with context.service.reading() as connection:
        return await listed_ids(connection, wanted, limit=window.limit + before + 1, offset=window.offset - before)


async def permitted_filter(
    context: ServiceContext, account: Account, kind: AnyKind, query: MatterQuery
) -> MatterFilter:
    """Returns the filter of those matters of the query that the account may see; raises `ForbiddenError` when it may see none."""
    tree, today, command = await context.directory.tree(), context.today(), f"{kind.name}.read"
    address = query.organization or account.organization
    if address is None:
        raise invalid("organization", None, "必须填写")
    key = address if address == account.organization else tree.resolve(address, today)
    account_relation = relation(account, key, tree=tree, day=today)
    units = [account.unit] if account.unit else []
    allow(account, command, relation=account_relation, units=units, author=True)
    wanted = visible_matters(account, kind, key, relation=account_relation, today=today, query=query)
    if not wanted.searched:
        return wanted
    async with context.service.reading() as connection:
        return replace(wanted, plan=await plan_search(connection, kind, key, wanted.searched))


def visible_matters(
    account: Account,
    kind: AnyKind,
    organization: str,
    *,
    relation: Relation,
    today: date,
    query: MatterQuery | None = None,
) -> MatterFilter:
    """Returns the filter of the matters that the account may see: all, those assigned to its unit, or those that it began."""
    sees_all = may(account, f"{kind.name}.read", relation=relation)
    return MatterFilter(
        kind=kind,
        organization=organization,
        today=today,
        query=query or MatterQuery(),
        units=None if sees_all or not account.unit else account.unit_keys,
        author=None if sees_all or account.unit else account.name,
        account=account,
    )


async def read_matter(
    context: ServiceContext, account: Account, kind: Kind[State, Commands], id: str
) -> MatterDetails[State]:
    """Returns a matter with its texts; raises `ForbiddenError` when the account may not read it."""
    tree, today = await context.directory.tree(), context.today()
    async with context.service.reading() as connection:
        row = await row_of(connection, kind, id)
        matter = record_of(kind, row)
        permit_reading(account, kind, matter, tree=tree, day=today)
        texts = await matter_texts.of(connection, id)
        derived = await derived_of(connection, id) if kind.transferable else []
        route = await route_of(connection, id, texts) if kind.transferable else {}
        session = await _session_of(connection, row, today) if kind.proposed else None
        access = await access_to(connection, account, kind, matter, tree=tree, day=today)
        reads_all = access.may_without_authorship("read")
        beyond = await _related_ids(connection, kind, row) if reads_all else ()
        referring = await _referring(connection, id) if reads_all else ()
        ids = (*kind.related(matter.state), *beyond)
        related = {each: await related_matter(connection, kind, each) for each in ids}
        linked = await _linked(connection, kind, matter.state)
    if kind.restricted:
        await note_reading(context, account, id)
    commands, numbers = permitted(access), access.involved.signatories
    elsewhere = [derived_view(each, kind.states, tree=tree) for each in derived]
    title = session.title if session else None
    level = tree.level(matter.organization)
    return MatterDetails(
        row,
        matter.state,
        texts,
        commands,
        today,
        elsewhere,
        related,
        linked,
        numbers,
        referring,
        title,
        level,
        route,
        tree,
    )


async def _referring(connection: AsyncConnection, id: str) -> Sequence[str]:
    """Returns the ids of the matters that name this one."""
    table = matter_references.c
    query = select(table.referred_by).where(table.matter == id).order_by(table.referred_by)
    return (await connection.execute(query)).scalars().all()


async def _linked(connection: AsyncConnection, kind: Kind[State, Commands], state: State) -> Mapping[str, LinkedMatter]:
    """Returns the title and the state of the matters of another kind that a matter names."""
    linked = kind.linked(state)
    if linked is None:
        return {}
    other, ids = linked
    table = other.table.c
    rows = await connection.execute(select(table.id, table.title, table.status).where(table.id.in_(ids)))
    return {row.id: LinkedMatter(row.title, other.states(row.status).title_zh) for row in rows}


async def _related_ids(connection: AsyncConnection, kind: AnyKind, row: AnyRow) -> Sequence[str]:
    """Returns the ids of the matters that `related_rows` of the kind names, in their order."""
    condition, table = kind.related_rows(row), kind.table.c
    if condition is None:
        return ()
    query = select(table.id).where(condition, table.id != row.id).order_by(table.year, table.number)
    return (await connection.execute(query.limit(_MOST_RELATED))).scalars().all()


async def _session_of(connection: AsyncConnection, row: AnyRow, today: date) -> PlenarySession | None:
    """Returns the plenary session of a proposal: by the day on which it was received, of a draft by today."""
    return await session_of(connection, row.organization, row.year, row.received_on or today)


async def note_reading(context: ServiceContext, account: Account, id: str) -> None:
    """Records a reading, unless the account read the matter within `READING_INTERVAL`: its page, history and letter are one reading."""
    own = (readings.c.matter == id) & (readings.c.account == account.name)
    async with context.service.reading() as connection:
        last = await connection.scalar(select(func.max(readings.c.read_at)).where(own))
    if last is not None and context.now() - last < READING_INTERVAL:
        return
    async with context.service.transaction() as connection:
        await connection.execute(readings.insert(), {"matter": id, "account": account.name, "read_at": context.now()})
        entry = AuditEntry(action=AuditAction.RESTRICTED_READING, actor=account.name, subject=id)
        await append(connection, entry, at=context.now())


async def readers(
    context: ServiceContext, account: Account, kind: AnyKind, id: str, window: PageWindow
) -> ListPage[ReadingView]:
    """Returns who has read a matter, the newest reading first; having begun the matter does not permit it."""
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        matter = await load(connection, kind, id)
        check_visible(account, kind, matter, tree=tree, day=context.today())
        account_relation = relation(account, matter.organization, tree=tree, day=context.today())
        allow(account, f"{kind.name}.readings", relation=account_relation)
        here = readings.c.matter == id
        total = await connection.scalar(select(func.count()).select_from(readings).where(here))
        newest = select(readings).where(here).order_by(readings.c.id.desc())
        rows = await connection.execute(newest.limit(window.limit).offset(window.offset))
        return window.of([ReadingView(account=row.account, read_at=row.read_at) for row in rows], total or 0)


async def history_of(context: ServiceContext, account: Account, kind: AnyKind, id: str) -> History:
    """Returns every step of a matter, and the matters that other organizations made of it."""
    tree = await context.directory.tree()
    async with context.service.reading() as connection:
        matter = await load(connection, kind, id)
        permit_reading(account, kind, matter, tree=tree, day=context.today())
        derived = await derived_of(connection, id) if kind.transferable else []
        elsewhere = [derived_view(each, kind.states, tree=tree) for each in derived]
        assigned = partial(kind.assigned, matter.state)
        past = await history(connection, id, kind, elsewhere, tree=tree, assigned=assigned)
    if kind.restricted:  # the history contains texts: instructions and answers
        await note_reading(context, account, id)
    return past
