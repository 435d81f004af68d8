"""Queries of transfers: what an organization received and sent, as far as an account may see it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, extract, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.kinds.catalogue import KINDS
from shared.committee.relations import relation
from shared.committee.transfers.messages import Side
from shared.committee.transfers.repository import Transfer
from shared.committee.transfers.schemas import UNANSWERED, TransferView, view
from shared.committee.transfers.tables import transfers
from shared.contracts.vocabulary import TransferState
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow
from shared.web.permissions import allow, may


class TransferQuery(BaseModel):
    """What a clerk may filter by. `side`: in 来件, out 去件; `overdue`: silent; `q`: a part of an id."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    side: Side | None = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    status: TransferState | None = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=64, pattern=r"^[a-z0-9-]*$")] = None


async def listed(
    connection: AsyncConnection,
    organization: str,
    criteria: TransferQuery,
    window: PageWindow,
    *,
    kinds: list[str],
    today: date,
) -> tuple[list[Transfer], int]:
    """One page, the last sent first, and how many there are: of these kinds of matter."""
    conditions = [*_conditions(organization, criteria, today), transfers.c.kind.in_(kinds)]
    total = await connection.scalar(select(func.count()).select_from(transfers).where(*conditions))
    query = select(transfers).where(*conditions).order_by(*_NEWEST_FIRST)
    rows = await connection.execute(query.limit(window.limit).offset(window.offset))
    found = [Transfer(*row)._replace(status=TransferState(row.status)) for row in rows]
    return found, total or 0


_NEWEST_FIRST = (
    transfers.c.sent_on.desc(),
    func.length(transfers.c.id).desc(),
    transfers.c.id.desc(),
    transfers.c.side,
)
"""By day; of one day and one sender by number, which stands at the end of the id: -10 comes after -9."""


def silent(today: date) -> ColumnElement[bool]:
    """`is_silent` of a row."""
    table = transfers.c
    return and_(table.status.in_([str(state) for state in UNANSWERED]), table.limit_on < today)


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
    if criteria.q:
        wanted.append(table.id.contains(criteria.q) | func.coalesce(table.matter, "").contains(criteria.q))
    return wanted


async def transfers_of(
    context: ServiceContext, account: Account, criteria: TransferQuery, window: PageWindow
) -> ListPage[TransferView]:
    """Of one organization (by default the account's own), the last sent first: those of the kinds that the account may read.

    Why a matter was returned is a text of it.
    """
    tree, today = await context.directory.tree(), context.today()
    word = criteria.organization or account.organization
    if word is None:
        raise invalid("organization", None, "必须填写")
    key = word if word == account.organization else tree.resolve(word, today)
    stands = relation(account, key, tree=tree, day=today)
    allow(account, "transfers.read", relation=stands)
    kinds = [kind.name for kind in KINDS if may(account, f"{kind.name}.read", relation=stands)]
    async with context.service.reading() as connection:
        found, total = await listed(connection, key, criteria, window, kinds=kinds, today=today)
    return window.of([view(each, tree=tree, today=today) for each in found], total)
