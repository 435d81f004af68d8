"""The reminders that an account is shown: of limits that are still open, the most urgent first."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.catalogue import WITH_LIMITS, kind_of
from shared.committee.reminders.repository import Audience, StoredReminder, newest
from shared.committee.reminders.schemas import ReminderView
from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
from shared.storage.statements import chunks
from shared.web.accounts import Account
from shared.web.permissions import may

READ = "reminders.read"
_LEADERS = frozenset({Role.LEADER, Role.AUDITOR})
_OFFICE = frozenset({Role.SECRETARIAT, Role.PROPOSALS_COMMITTEE, Role.AUDITOR})


def may_read(account: Account) -> bool:
    """Returns whether the account is shown reminders of its organization."""
    units = [account.unit] if account.unit else []
    return account.organization is not None and may(account, READ, relation="own", units=units)


async def open_reminders(connection: AsyncConnection, account: Account, today: date) -> list[ReminderView]:
    """Returns the newest reminder of each limit that is still open and concerns the account."""
    readable = [kind for kind in WITH_LIMITS if _reads(account, kind.name)]
    stored = [row for kind in readable for row in await newest(connection, account.organization or "", kind.subject)]
    concerned = [row for row in stored if _concerns(row, account)]
    due, titles = await _due(connection, {row.matter for row in concerned})
    open_rows = (row for row in concerned if _due_key(row) in due)
    last = {(row.audience, *_due_key(row)): row for row in sorted(open_rows, key=_days)}
    views = [_view(row, titles[row.matter], due[_due_key(row)], today) for row in last.values()]
    return sorted(views, key=lambda view: (view.limit, view.matter, view.unit, view.audience))


def _reads(account: Account, kind: str) -> bool:
    """Returns whether the account may read all matters of this kind, or those of its unit."""
    units = [account.unit] if account.unit else []
    return may(account, f"{kind}.read", relation="own", units=units)


def _due_key(row: StoredReminder) -> tuple[str, str, int, date]:
    return row.matter, row.unit_key, row.instruction, row.limit_on


def _days(row: StoredReminder) -> int:
    return row.days


def _concerns(row: StoredReminder, account: Account) -> bool:
    if account.unit is not None and Role.HANDLING_UNIT in account.roles:
        return row.audience == Audience.UNIT and row.unit_key in account.unit_keys
    return not account.roles.isdisjoint(_LEADERS if row.audience == Audience.LEADER else _OFFICE)


async def _due(
    connection: AsyncConnection, matters: set[str]
) -> tuple[dict[tuple[str, str, int, date], str], dict[str, str]]:
    """Returns what is due in these matters, each with its subject, and their titles."""
    due: dict[tuple[str, str, int, date], str] = {}
    titles: dict[str, str] = {}
    for kind in WITH_LIMITS:
        table = kind.table.c
        for some in chunks(id for id in matters if kind_of(id) is kind):
            query = select(table.id, table.title, table.state).where(table.id.in_(some), kind.rows_with_limits)
            for row in await connection.execute(query):
                titles[row.id] = row.title
                found = kind.obligations(kind.decode(row.state))
                due |= {(row.id, name_key(each.unit), each.instruction, each.limit): each.subject for each in found}
    return due, titles


def _view(row: StoredReminder, title: str, subject: str, today: date) -> ReminderView:
    kind, left = kind_of(row.matter), (row.limit_on - today).days
    time = f"已逾期{-left}天" if left < 0 else f"还有{left}天到期" if left else "今天到期"
    return ReminderView(
        matter=row.matter,
        kind=kind.name,
        kind_title=kind.layout.short,
        title=title,
        unit=row.unit,
        instruction=row.instruction or None,
        limit=row.limit_on,
        days_left=left,
        overdue=left < 0,
        audience=row.audience,
        made_on=row.made_on,
        text=f"{subject}：{row.limit_on.isoformat()}到期，{time}",
    )
