"""The limits that concern an account: of its unit, of its member's proposals, or of all matters of its committee; then what it is asked."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.catalogue import WITH_LIMITS
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.limit_calendar.open_limit import OpenLimit
from shared.committee.limit_calendar.received import received_limits
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterFilter
from shared.committee.matters.queries import visible_matters
from shared.committee.matters.record import MatterStateRow
from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
from shared.web.accounts import Account
from shared.web.permissions import may

READ = f"{PROPOSALS.name}.read"
MOST_MATTERS = 2000
"""The most matters of a kind whose limits a feed contains, those with the earliest limits first."""

MOST_OVERDUE, MOST_OF_MONTHS = 50, 500
"""The most matters of each state whose limits the page of a month reads: overdue ones, and those of this month and later."""


class MonthLimits(NamedTuple):
    """The open limits that the page of a month shows, the earliest first. `more_overdue`: there are more overdue ones."""

    limits: list[OpenLimit]
    more_overdue: bool


def may_read(account: Account) -> bool:
    """Returns whether the account has a calendar of limits."""
    units = [account.unit] if account.unit else []
    return account.organization is not None and may(account, READ, relation="own", units=units)


async def open_limits(connection: AsyncConnection, account: Account, today: date) -> list[OpenLimit]:
    """Returns the open limits that concern the account, the earliest first; an account that may read no proposal has none."""
    found = list[OpenLimit]()
    for kind in _read_by(account):
        query = _seen(kind, account, today).where(kind.rows_with_limits)
        by = (kind.table.c.limit_on.nulls_last(), kind.table.c.id)
        found += _limits_in(kind, await connection.execute(query.order_by(*by).limit(MOST_MATTERS)), account)
    return sorted([*found, *await received_limits(connection, account, today)], key=_order)


async def limits_of_month(connection: AsyncConnection, account: Account, first: date, today: date) -> MonthLimits:
    """Returns the open limits of the month that begins with `first` and of the later ones, and the overdue ones.

    A proposal is due with the last of its units, so that no unit of it has a later limit. What an opinion report has due after its first
    limit is shown where that one is.
    """
    found, more_overdue = list[OpenLimit](), False
    for kind in _read_by(account):
        limits, most_overdue = await _of_month(connection, kind, account, first, today)
        found += limits
        more_overdue = more_overdue or most_overdue == MOST_OVERDUE
    found += await received_limits(connection, account, today)
    return MonthLimits(sorted(found, key=_order), more_overdue=more_overdue)


async def _of_month(
    connection: AsyncConnection, kind: AnyKind, account: Account, first: date, today: date
) -> tuple[list[OpenLimit], int]:
    """Returns the limits of a kind, and the number of overdue matters that were read in the state with the most of them."""
    table, seen, rows, most_overdue = kind.table.c, _seen(kind, account, today), dict[str, MatterStateRow](), 0
    for state in kind.due_states:
        here = seen.where(table.status == str(state)).order_by(table.limit_on, table.year, table.number)
        late = (await connection.execute(here.where(table.limit_on < today).limit(MOST_OVERDUE))).all()
        later = await connection.execute(here.where(table.limit_on >= first).limit(MOST_OF_MONTHS))
        rows |= {row.id: row for row in (*late, *later)}
        most_overdue = max(most_overdue, len(late))
    if kind.further_limits is not None:
        others = seen.where(kind.further_limits).order_by(table.year.desc(), table.number.desc())
        rows |= {row.id: row for row in await connection.execute(others.limit(MOST_OF_MONTHS))}
    return _limits_in(kind, rows.values(), account), most_overdue


def _read_by(account: Account) -> list[AnyKind]:
    """Returns the kinds whose limits the account is shown: those of which it reads all matters, or those of its unit."""
    units = [account.unit] if account.unit else []
    own = account.organization is not None
    return [each for each in WITH_LIMITS if own and may(account, f"{each.name}.read", relation="own", units=units)]


def _seen(kind: AnyKind, account: Account, today: date) -> Select[tuple[object, ...]]:
    """Returns the query of the matters of a kind that the calendar of the account is about."""
    visible = visible_matters(account, kind, account.organization or "", relation="own", today=today)
    table = kind.table.c
    columns = [table[name] for name in ("id", "year", "number", "title", "sequence", "state")]
    return select(*columns).where(*visible.conditions(), *_own(account, visible))


def _limits_in(kind: AnyKind, rows: Iterable[MatterStateRow], account: Account) -> list[OpenLimit]:
    return [each for row in rows for each in _limits(kind, row, account)]


def _order(limit: OpenLimit) -> tuple[date, str, str, int]:
    return limit.limit, limit.matter, limit.unit, limit.instruction


def _own(account: Account, visible: MatterFilter) -> list[ColumnElement[bool]]:
    """Returns the condition of a member's own proposals, for an account that is nothing else."""
    return [visible.proposed_by(account)] if account.roles == {Role.MEMBER} else []


def _limits(kind: AnyKind, row: MatterStateRow, account: Account) -> Iterator[OpenLimit]:
    """Yields what is due in a matter: to an account of a unit what is due of this unit, to a member no instruction."""
    state = kind.decode(row.state)
    number = getattr(state, "filing_number", "") or f"{row.year}年第{row.number}号"
    for due in kind.obligations(state):
        own = name_key(due.unit) in account.unit_keys if account.unit else due.unit or account.roles != {Role.MEMBER}
        if own:
            about = (kind.name, row.id, number, row.title, kind.restricted, row.sequence)
            yield OpenLimit(*about, due.unit, due.instruction, due.limit, due.step)
