"""Queries of the transfers that an organization received and sent, limited to those that an account may see."""

from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, extract, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.messages.message import Side
from shared.committee.messages.repository import Transfer
from shared.committee.messages.schemas import UNANSWERED, TransferView, view
from shared.committee.messages.tables import transfers
from shared.committee.relations import relation
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow
from shared.web.permissions import allow, may


class TransferQuery(BaseModel):
    """The filters of a list of transfers. `side`: in 来件, out 去件; `overdue`: unanswered after the limit; `q`: a part of an id.

    `urged`: without an answer after an urging.
    """

    organization: Annotated[str | None, Field(max_length=32)] = None
    side: Side | None = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    status: TransferState | None = None
    overdue: bool | None = None
    urged: bool | None = None
    q: Annotated[str | None, Field(max_length=64, pattern=r"^[a-z0-9-]*$")] = None


_NEWEST_FIRST = (
    transfers.c.sent_on.desc(),
    func.length(transfers.c.id).desc(),
    transfers.c.id.desc(),
    transfers.c.side,
)
"""By day; within a day and a sender by number, the last part of the id: -10 comes after -9."""


def silent(today: date) -> ColumnElement[bool]:
    """Returns the condition of `is_silent` for a row."""
    table = transfers.c
    return and_(table.status.in_([str(state) for state in UNANSWERED]), table.limit_on < today)


def urged() -> ColumnElement[bool]:
    """Returns the condition of rows whose addressee was urged and has not answered yet."""
    return and_(transfers.c.status == str(TransferState.DELIVERED), transfers.c.urgings > 0)


def _conditions(organization: str, criteria: TransferQuery, today: date) -> list[ColumnElement[bool]]:
    table = transfers.c
    wanted: list[ColumnElement[bool]] = [table.organization == organization]
    if criteria.side is not None:
        wanted.append(table.side == criteria.side)
    if criteria.year is not None:
        wanted.append(extract("year", table.sent_on) == criteria.year)
    if criteria.status is not None:
        wanted.append(table.status == str(criteria.status))
    if criteria.overdue is not None:
        wanted.append(silent(today) if criteria.overdue else ~silent(today))
    if criteria.urged is not None:
        wanted.append(urged() if criteria.urged else ~urged())
    if criteria.q:
        wanted.append(table.id.contains(criteria.q) | func.coalesce(table.matter, "").contains(criteria.q))
    return wanted


async def transfers_of(
    context: ServiceContext, account: Account, criteria: TransferQuery, window: PageWindow
) -> ListPage[TransferView]:
    """Returns a page of the transfers of one organization (by default the account's own), the last sent first.

    It contains only transfers of the kinds that the account may read: the reason of a return is a text of the matter.
    """
    tree = await context.directory.tree()
    readable = readable_transfers(context, account, criteria, tree=tree)
    async with context.service.reading() as connection:
        return await list_transfers(connection, readable, criteria, window, tree=tree, today=context.today())


class ReadableTransfers(NamedTuple):
    """The organization whose transfers are meant, and the kinds of matters of which the account may read them."""

    organization: str
    kinds: list[str]


def readable_transfers(
    context: ServiceContext, account: Account, criteria: TransferQuery, *, tree: OrganizationTree
) -> ReadableTransfers:
    """Returns which transfers the account may read; raises `ForbiddenError` for an organization of which it may read none."""
    today = context.today()
    address = criteria.organization or account.organization
    if address is None:
        raise invalid("organization", None, "必须填写")
    key = address if address == account.organization else tree.resolve(address, today)
    account_relation = relation(account, key, tree=tree, day=today)
    allow(account, "transfers.read", relation=account_relation)
    kinds = [kind.name for kind in KINDS if may(account, f"{kind.name}.read", relation=account_relation)]
    return ReadableTransfers(key, kinds)


async def list_transfers(
    connection: AsyncConnection,
    readable: ReadableTransfers,
    criteria: TransferQuery,
    window: PageWindow,
    *,
    tree: OrganizationTree,
    today: date,
) -> ListPage[TransferView]:
    """Returns a page of the transfers that may be read, the last sent first."""
    conditions = [*_conditions(readable.organization, criteria, today), transfers.c.kind.in_(readable.kinds)]
    total = await connection.scalar(select(func.count()).select_from(transfers).where(*conditions))
    query = select(transfers).where(*conditions).order_by(*_NEWEST_FIRST)
    rows = await connection.execute(query.limit(window.limit).offset(window.offset))
    found = [Transfer(*row)._replace(status=TransferState(row.status)) for row in rows]
    return window.of([view(each, tree=tree, today=today) for each in found], total or 0)
