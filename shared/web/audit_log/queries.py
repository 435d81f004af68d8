"""Queries of the audit log: pages of entries, and all entries of a filter as a CSV file."""

import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.calendar import ZONE
from shared.storage.attributes import from_attributes
from shared.storage.database import Database
from shared.web.accounts import LONGEST_NAME
from shared.web.audit_log.table import LONGEST_SUBJECT, audit_log
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.paging import ListPage, PageWindow
from shared.web.query_dates import Day

_PORTION = 1000
_HEAD = ("序号", "时间", "账号", "地址", "操作", "操作名称", "对象", "结果", "说明", "校验值")


class AuditQuery(BaseModel):
    """The filter of a list of entries."""

    model_config = ConfigDict(populate_by_name=True)

    actor: Annotated[str, Field(max_length=LONGEST_NAME, description="账号名称")] = ""
    subject: Annotated[str, Field(max_length=LONGEST_SUBJECT, description="对象：账号、事项编号或名录")] = ""
    action: AuditAction | None = None
    result: AuditResult | None = None
    since: Annotated[Day | None, Field(alias="from", description="自这一天起")] = None
    until: Annotated[Day | None, Field(description="至这一天止")] = None


@dataclass(frozen=True, kw_only=True)
class AuditEntryView:
    """An entry of the audit log. `actor`: an account, `:operator`, `:service`, or empty for an unknown account; `hash`: hexadecimal."""

    sequence: int
    recorded_at: datetime
    actor: str
    address: str
    action: AuditAction
    action_title: str
    subject: str
    result: AuditResult
    details: str
    hash: str


async def list_entries(connection: AsyncConnection, query: AuditQuery, window: PageWindow) -> ListPage[AuditEntryView]:
    """Returns a page of the entries of the filter, the newest first."""
    wanted = _conditions(query)
    total = await connection.scalar(select(func.count()).select_from(audit_log).where(*wanted))
    newest = select(audit_log).where(*wanted).order_by(audit_log.c.sequence.desc())
    rows = await connection.execute(newest.limit(window.limit).offset(window.offset))
    return window.of([_view(row) for row in rows], total or 0)


async def csv_lines(database: Database, query: AuditQuery) -> AsyncIterator[bytes]:
    """Yields a CSV file of the entries that the filter has now, the oldest first; it is encoded so that spreadsheet programs open it.

    Each portion is read by itself, so that a slow reader holds no connection.
    """
    wanted, after = _conditions(query), 0
    async with database.read_one() as connection:
        last = await connection.scalar(select(func.max(audit_log.c.sequence))) or 0
    yield ("\ufeff" + _lines([_HEAD])).encode()
    while True:
        portion = (audit_log.c.sequence > after) & (audit_log.c.sequence <= last)
        query_of_portion = select(audit_log).where(portion, *wanted).order_by(audit_log.c.sequence).limit(_PORTION)
        async with database.read_one() as connection:
            views = [_view(row) for row in await connection.execute(query_of_portion)]
        yield _lines(_cells(view) for view in views).encode()
        if len(views) < _PORTION:
            return
        after = views[-1].sequence


def _cells(view: AuditEntryView) -> tuple[object, ...]:
    at = view.recorded_at.astimezone(ZONE).isoformat(timespec="microseconds")
    named = (view.action.value, view.action_title, view.subject, view.result.title_zh)
    return (view.sequence, at, view.actor, view.address, *named, view.details, view.hash)


def _lines(rows: Any) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _conditions(query: AuditQuery) -> list[ColumnElement[bool]]:
    log = audit_log.c
    equal = {log.actor: query.actor.strip(), log.subject: query.subject.strip()}
    wanted: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
    if query.action is not None:
        wanted.append(log.action == query.action.value)
    if query.result is not None:
        wanted.append(log.result == query.result.value)
    if query.since is not None:
        wanted.append(log.recorded_at >= _begin(query.since))
    if query.until is not None and query.until < date.max:
        wanted.append(log.recorded_at < _begin(query.until + timedelta(days=1)))
    return wanted


def _begin(day: date) -> datetime:
    """Returns the instant at which a day begins in China, for a year too early for a time zone that of UTC."""
    return datetime.combine(day, time(), UTC if day.year == 1 else ZONE)


def _view(row: Row[Any]) -> AuditEntryView:
    return from_attributes(AuditEntryView, row, action_title=AuditAction(row.action).title_zh, hash=row.hash.hex())
