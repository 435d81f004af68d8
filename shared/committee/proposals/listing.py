"""The list of proposals, as a clerk filters it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.proposals.columns import UNANSWERED
from shared.committee.proposals.views import ProposalSummary, summary
from shared.committee.tables import proposal_units, proposals
from shared.contracts.vocabulary import ProposalState
from shared.web.paging import Page, Window

_ESCAPE = "\\"
_DIGITS = 10


class Asked(BaseModel):
    """What a clerk may filter by. `q`: a part of the title, or a number."""

    organization: Annotated[str | None, Field(max_length=32)] = None
    year: Annotated[int | None, Field(ge=1900, le=9999)] = None
    status: ProposalState | None = None
    overdue: bool | None = None
    q: Annotated[str | None, Field(max_length=200)] = None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`asked` of one organization; `unit`: only what is assigned to it."""

    organization: str
    today: date
    unit: str | None
    asked: Asked

    def conditions(self) -> list[ColumnElement[bool]]:
        table, asked = proposals.c, self.asked
        wanted: list[ColumnElement[bool]] = [table.organization == self.organization]
        if self.unit is not None:
            own = select(proposal_units.c.proposal).where(proposal_units.c.unit == self.unit)
            wanted.append(table.id.in_(own))
        if asked.year is not None:
            wanted.append(table.year == asked.year)
        if asked.status is not None:
            wanted.append(table.status == str(asked.status))
        if asked.overdue is not None:
            late = and_(table.status.in_([str(state) for state in UNANSWERED]), table.limit_on < self.today)
            wanted.append(late if asked.overdue else ~func.coalesce(late, False))
        if asked.q and asked.q.strip():
            wanted.append(_matches(asked.q.strip()))
        return wanted


def _matches(words: str) -> ColumnElement[bool]:
    plain = words.replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
    title: ColumnElement[bool] = proposals.c.title.ilike(f"%{plain}%", escape=_ESCAPE)
    return (
        title | (proposals.c.number == int(words))
        if words.isascii() and words.isdigit() and len(words) < _DIGITS
        else title
    )


async def listed(connection: AsyncConnection, wanted: Filter, window: Window) -> Page[ProposalSummary]:
    """One page, the newest year first, by number within a year."""
    conditions = wanted.conditions()
    total = await connection.scalar(select(func.count()).select_from(proposals).where(*conditions))
    query = select(*_columns()).where(*conditions).order_by(proposals.c.year.desc(), proposals.c.number)
    rows = await connection.execute(query.limit(window.limit).offset(window.offset))
    return window.of([summary(row, wanted.today) for row in rows], total or 0)


def _columns() -> list[Any]:
    return [column for column in proposals.c if column.name != "state"]
