"""The list of transfers, as a clerk filters it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, extract, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.transfers.repository import Transfer
from shared.committee.transfers.tables import transfers
from shared.committee.transfers.travelling import Side
from shared.committee.transfers.views import UNANSWERED
from shared.contracts.vocabulary import TransferState
from shared.web.paging import Window


class Asked(BaseModel):
    """What a clerk may filter by. `side`: in 来件, out 去件; `overdue`: silent; `q`: a part of an id."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    side: Side | None = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    status: TransferState | None = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=64, pattern=r"^[a-z0-9-]*$")] = None


async def listed(
    connection: AsyncConnection, organization: str, asked: Asked, window: Window, *, kinds: list[str], today: date
) -> tuple[list[Transfer], int]:
    """One page, the last sent first, and how many there are: of these kinds of matter."""
    conditions = [*_conditions(organization, asked, today), transfers.c.kind.in_(kinds)]
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


def _conditions(organization: str, asked: Asked, today: date) -> list[ColumnElement[bool]]:
    table = transfers.c
    wanted: list[ColumnElement[bool]] = [table.organization == organization]
    if asked.side is not None:
        wanted.append(table.side == asked.side)
    if asked.year is not None:
        wanted.append(extract("year", table.sent_on) == asked.year)
    if asked.status is not None:
        wanted.append(table.status == str(asked.status))
    if asked.overdue is not None:
        wanted.append(silent(today) if asked.overdue else ~silent(today))
    if asked.q:
        wanted.append(table.id.contains(asked.q) | func.coalesce(table.matter, "").contains(asked.q))
    return wanted
