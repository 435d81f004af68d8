"""The notifications of an account, found by its role, its unit and its member when they are read: no row is stored for an account."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, insert, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.comment_rounds.notify import ASK, REMIND_ANSWER, WITHDRAW
from shared.committee.comment_rounds.repository import comment_requests
from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.kinds.catalogue import BY_NAME, KINDS
from shared.committee.matters.queries import visible_matters
from shared.committee.matters.record import AnyRow
from shared.committee.notification_center.schemas import NotificationView
from shared.committee.notifications.tables import notification_reads, notifications
from shared.committee.notifications.vocabulary import (
    COMMENT_REQUESTS,
    OPINION_CALLS,
    ORGANIZATIONS,
    TOPICS,
    NotificationSort,
    Recipient,
)
from shared.committee.opinion_calls.repository import opinion_calls
from shared.committee.registers.tables import matter_members
from shared.committee.topic_suggestions.repository import topic_suggestions
from shared.contracts.vocabulary import Role
from shared.domain.organizations.commands import Admit
from shared.storage.attributes import from_attributes
from shared.web.accounts import Account
from shared.web.paging import ListPage, PageWindow
from shared.web.permissions import may

MOST_COUNTED = 100
"""The number from which unread notifications are no longer counted."""

_ASKED = frozenset({Recipient.PROPOSERS, Recipient.AUTHOR})
"""The recipients of an answer who are asked for their feedback."""

_OFFICE = frozenset({Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE})


class MatterName(NamedTuple):
    """The number and the title of a matter that an account may read."""

    number: str
    title: str


def concerning(account: Account) -> ColumnElement[bool]:
    """Returns the condition of the notifications that concern an account: by its roles, its unit and its member, none that it caused."""
    table = notifications.c
    readable = [kind.name for kind in KINDS if _reads(account, kind.name)]
    own = select(matter_members.c.matter).where(matter_members.c.member_id == (account.member or ""))
    known: list[ColumnElement[bool]] = []
    if account.roles & _OFFICE:
        known.append(and_(table.recipient == Recipient.OFFICE, table.kind.in_(readable)))
    if Role.SECRETARIAT in account.roles:
        known.append(table.recipient == Recipient.SECRETARIAT)
    if Role.LEADER in account.roles:
        known.append(table.recipient == Recipient.LEADER)
    if Role.HANDLING_UNIT in account.roles:
        known.append(and_(table.recipient == Recipient.UNIT, table.addressee.in_(sorted(account.unit_keys))))
    if Role.MEMBER in account.roles:
        known.append(and_(table.recipient == Recipient.PROPOSERS, table.addressee == account.name))
        known.append(table.recipient == Recipient.MEMBERS)
        known.append(
            and_(table.recipient == Recipient.AUTHOR, table.addressee == account.name, table.matter.not_in(own))
        )
    if account.member is not None:
        known.append(and_(table.recipient == Recipient.PROPOSERS, table.matter.in_(own)))
        known.append(and_(table.recipient == Recipient.MEMBER, table.addressee == account.member))
    here = and_(table.organization == (account.organization or ""), table.caused_by != account.name)
    return and_(here, or_(*known)) if known else false()


def _reads(account: Account, kind: str) -> bool:
    return may(account, f"{kind}.read", relation="own")


def _reads_of_unit(account: Account, register: str) -> bool:
    """Returns whether the account may read the entries of a register that concern its unit, if it has one, or all of them."""
    return may(account, f"{register}.read", relation="own", units=[account.unit] if account.unit else [])


def _unread(account: Account) -> ColumnElement[bool]:
    reads = notification_reads.c
    return ~exists().where(reads.notification == notifications.c.id, reads.account == account.name)


def _since(context: ServiceContext, account: Account) -> datetime:
    days = context.charters.on(context.today(), account.organization or "").notification_days
    return context.now() - timedelta(days=days)


def _shown(context: ServiceContext, account: Account) -> ColumnElement[bool]:
    """Returns the condition of the notifications that an account is shown: those of the charter's last days that concern it."""
    return and_(concerning(account), notifications.c.recorded_at >= _since(context, account))


def unread_count(context: ServiceContext) -> Callable[[AsyncConnection, Account], Awaitable[int]]:
    """Returns the function that counts the unread notifications of an account, `MOST_COUNTED` at most."""

    async def count(connection: AsyncConnection, account: Account) -> int:
        if account.organization is None:
            return 0
        found = select(notifications.c.id).where(_shown(context, account), _unread(account)).limit(MOST_COUNTED)
        return await connection.scalar(select(func.count()).select_from(found.subquery())) or 0

    return count


async def list_notifications(
    context: ServiceContext, account: Account, window: PageWindow, *, unread: bool
) -> ListPage[NotificationView]:
    """Returns a page of the notifications of an account, the newest first."""
    wanted = [_shown(context, account), *([_unread(account)] if unread else [])]
    table = notifications.c
    query = select(notifications, _unread(account).label("unread")).where(*wanted)
    async with context.service.reading() as connection:
        total = await connection.scalar(select(func.count()).select_from(notifications).where(*wanted))
        ordered = query.order_by(table.id.desc()).limit(window.limit).offset(window.offset)
        rows = (await connection.execute(ordered)).all()
        names = await _names(connection, context, account, rows)
    if any(row.kind == ORGANIZATIONS for row in rows):
        own = account.organization or ""
        names[own] = MatterName("", committee_name(own, await context.directory.tree(), context.today()))
    return window.of([_view(row, names.get(row.matter)) for row in rows], total or 0)


async def _names(
    connection: AsyncConnection, context: ServiceContext, account: Account, rows: Sequence[AnyRow]
) -> dict[str, MatterName]:
    """Returns numbers and titles of the matters of these rows that the account may read, by id."""
    found: dict[str, MatterName] = {}
    for kind in KINDS:
        ids = {row.matter for row in rows if row.kind == kind.name}
        if ids:
            visible = visible_matters(account, kind, account.organization or "", relation="own", today=context.today())
            table = kind.table.c
            query = select(table.id, table.year, table.number, table.title)
            for row in await connection.execute(query.where(table.id.in_(ids), *visible.conditions())):
                found[row.id] = MatterName(f"{row.year}年第{row.number}号", row.title)
    for name, permission, entries in _REGISTERS:
        ids = {row.matter for row in rows if row.kind == name}
        if ids and _reads_of_unit(account, permission):
            found |= await _names_of_entries(connection, account, entries, ids)
    return found


_REGISTERS = (
    (OPINION_CALLS, "opinion_calls", opinion_calls),
    (TOPICS, "topic_suggestions", topic_suggestions),
    (COMMENT_REQUESTS, "comment_requests", comment_requests),
)
"""The registers whose entries notifications are about: name, resource of the permissions, table."""


async def _names_of_entries(
    connection: AsyncConnection, account: Account, entries: Table, ids: Collection[str]
) -> dict[str, MatterName]:
    """Returns numbers and topics of entries of a register of the account's organization, by id."""
    table = entries.c
    own = (table.id.in_(ids), table.organization == account.organization)
    found = await connection.execute(select(table.id, table.year, table.number, table.name).where(*own))
    return {row.id: MatterName(f"{row.year}年第{row.number}号", row.name) for row in found}


_STEPS = {
    (ORGANIZATIONS, Admit.name): "联席会邀请本单位加入",
    (OPINION_CALLS, "enter"): "向您约稿",
    (OPINION_CALLS, "change"): "约稿已更改",
    (OPINION_CALLS, "receive"): "上级单位向本单位约稿",
    (OPINION_CALLS, "receive_change"): "上级单位更改了约稿",
    (OPINION_CALLS, "receive_end"): "上级单位结束了约稿",
    (TOPICS, "accept"): "您提出的议题已列入计划",
    (TOPICS, "decline"): "您提出的议题不予列入",
    (OPINION_CALLS, ""): "约稿即将截止",
    (COMMENT_REQUESTS, ""): "反馈意见的期限",
    (COMMENT_REQUESTS, ASK): "征求本单位的意见",
    (COMMENT_REQUESTS, WITHDRAW): "不再征求本单位的意见",
    (COMMENT_REQUESTS, REMIND_ANSWER): "答复建议的期限",
    (COMMENT_REQUESTS, f"{ASK}_answer"): "请本单位答复协商的建议",
    (COMMENT_REQUESTS, f"{WITHDRAW}_answer"): "建议不再由本单位答复",
}
"""Kind and command of a notification that is about no matter -> its title."""


def step_title(kind: str, command: str) -> str:
    """Returns the title of the step that a notification is about; a reminder is from no step."""
    if kind not in BY_NAME:
        return _STEPS[kind, command]
    return BY_NAME[kind].command_set.every_by_name[command].event.title_zh if command else "期限提醒"


def _view(row: AnyRow, name: MatterName | None) -> NotificationView:
    sort = NotificationSort(row.sort)
    asked = "，请反馈意见" if sort is NotificationSort.FEEDBACK and row.recipient in _ASKED else ""
    return from_attributes(
        NotificationView,
        row,
        sort=sort,
        sort_title=sort.title_zh,
        number=name.number if name else "",
        title=name.title if name else "",
        text=step_title(row.kind, row.command) + (f"（{row.detail}）" if row.detail else "") + asked,
        read=not row.unread,
    )


async def mark_read(
    connection: AsyncConnection, context: ServiceContext, account: Account, ids: list[int] | None = None
) -> None:
    """Marks notifications of an account as read, those of the ids or all that it is shown; others are ignored."""
    wanted = [_shown(context, account), _unread(account)]
    if ids is not None:
        wanted.append(notifications.c.id.in_(ids))
    rows = select(literal(account.name), notifications.c.id).where(*wanted)
    columns = ["account", "notification"]
    await connection.execute(insert(notification_reads).from_select(columns, rows))
