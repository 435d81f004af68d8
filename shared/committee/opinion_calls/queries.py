"""Queries of the calls for opinion reports: a page of the list, and one call, each with its reports."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.opinion_calls.repository import (
    CALL_TABLE,
    OpinionCall,
    ReceivedReports,
    called_of,
    opinion_calls,
    received_for,
)
from shared.committee.opinion_calls.schemas import CalledMemberView, OpinionCallView
from shared.storage.attributes import from_attributes
from shared.web.paging import ListPage, PageWindow


async def list_calls(
    connection: AsyncConnection, organization: str, today: date, window: PageWindow, *, open: bool | None = None
) -> ListPage[OpinionCallView]:
    """Returns a page of the calls of an organization, the newest first. `open`: only those that reports may name, or only the others."""
    table = opinion_calls.c
    wanted = [table.organization == organization]
    if open is not None:
        wanted.append(table.ended_on.is_(None) if open else table.ended_on.is_not(None))
    total = await connection.scalar(select(func.count()).select_from(opinion_calls).where(*wanted))
    query = select(*CALL_TABLE.columns).where(*wanted).order_by(table.year.desc(), table.number.desc())
    rows = await connection.execute(query.limit(window.limit).offset(window.offset))
    return window.of(await _views(connection, [OpinionCall(*row) for row in rows], today), total or 0)


async def read_call(connection: AsyncConnection, call: OpinionCall, today: date) -> OpinionCallView:
    """Returns the view of a stored call."""
    (shown,) = await _views(connection, [call], today)
    return shown


async def _views(connection: AsyncConnection, calls: Sequence[OpinionCall], today: date) -> list[OpinionCallView]:
    ids = [each.id for each in calls]
    called, received = await called_of(connection, ids), await received_for(connection, ids)
    none = ReceivedReports(0, 0)
    return [
        from_attributes(
            OpinionCallView,
            each,
            overdue=each.open and each.deadline < today,
            members=[from_attributes(CalledMemberView, member) for member in called.get(each.id, ())],
            reports=received.get(each.id, none).reports,
            late=received.get(each.id, none).late,
        )
        for each in calls
    ]
