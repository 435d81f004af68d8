"""The limits that concern an account: of its unit, of the proposals of its member, or of all proposals of its committee."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.columns import WAITING, rows_with_limits
from shared.committee.kinds.proposals.kind import PROPOSALS
from shared.committee.matters.listing import MatterFilter
from shared.committee.matters.queries import visible_matters
from shared.committee.matters.record import MatterStateRow
from shared.committee.tables import proposals
from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
from shared.domain.proposals.obligations import obligations
from shared.web.accounts import Account
from shared.web.permissions import may

READ = f"{PROPOSALS.name}.read"
MOST_PROPOSALS = 2000
"""The most proposals whose limits a feed contains, those with the earliest limits first."""

MOST_OVERDUE, MOST_OF_MONTHS = 50, 500
"""The most proposals of each state whose limits the page of a month reads: overdue ones, and those of this month and later."""


class OpenLimit(NamedTuple):
    """A limit of a proposal that is still open. `unit`: empty for an instruction 批示, which has a number; `sequence`: of the proposal."""

    matter: str
    number: str
    title: str
    unit: str
    instruction: int
    limit: date
    sequence: int

    @property
    def what(self) -> str:
        """Returns what is due, for users."""
        return f"{self.unit}答复" if self.unit else f"回复第{self.instruction}件批示"

    def is_overdue(self, today: date) -> bool:
        return self.limit < today


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
    if not may_read(account):
        return []
    table = proposals.c
    query = _seen(account, today).where(rows_with_limits()).order_by(table.limit_on, table.id)
    return _found(await connection.execute(query.limit(MOST_PROPOSALS)), account)


async def limits_of_month(connection: AsyncConnection, account: Account, first: date, today: date) -> MonthLimits:
    """Returns the open limits of the month that begins with `first` and of the later ones, and the overdue ones.

    A proposal is due with the last of its units, so that no unit of it has a later limit.
    """
    if not may_read(account):
        return MonthLimits([], more_overdue=False)
    table, seen, rows, most_overdue = proposals.c, _seen(account, today), dict[str, MatterStateRow](), 0
    for state in WAITING:
        here = seen.where(table.status == str(state)).order_by(table.limit_on, table.year, table.number)
        late = (await connection.execute(here.where(table.limit_on < today).limit(MOST_OVERDUE))).all()
        later = await connection.execute(here.where(table.limit_on >= first).limit(MOST_OF_MONTHS))
        rows |= {row.id: row for row in (*late, *later)}
        most_overdue = max(most_overdue, len(late))
    instructed = seen.where(table.instructed_on.is_not(None)).order_by(table.year.desc(), table.number.desc())
    rows |= {row.id: row for row in await connection.execute(instructed.limit(MOST_OF_MONTHS))}
    return MonthLimits(_found(rows.values(), account), more_overdue=most_overdue == MOST_OVERDUE)


def _seen(account: Account, today: date) -> Select[tuple[object, ...]]:
    """Returns the query of the proposals that the calendar of the account is about."""
    visible = visible_matters(account, PROPOSALS, account.organization or "", relation="own", today=today)
    table = proposals.c
    columns = [table[name] for name in ("id", "year", "number", "title", "sequence", "state")]
    return select(*columns).where(*visible.conditions(), *_own(account, visible))


def _found(rows: Iterable[MatterStateRow], account: Account) -> list[OpenLimit]:
    found = [each for row in rows for each in _limits(row, account)]
    return sorted(found, key=lambda each: (each.limit, each.matter, each.unit, each.instruction))


def _own(account: Account, visible: MatterFilter) -> list[ColumnElement[bool]]:
    """Returns the condition of a member's own proposals, for an account that is nothing else."""
    return [visible.proposed_by(account)] if account.roles == {Role.MEMBER} else []


def _limits(row: MatterStateRow, account: Account) -> Iterator[OpenLimit]:
    """Yields what is due in a proposal: to an account of a unit what is due of this unit, to a member no instruction."""
    state = PROPOSALS.decode(row.state)
    number = state.filing_number or f"{row.year}年第{row.number}号"
    for due in obligations(state):
        own = name_key(due.unit) in account.unit_keys if account.unit else due.unit or account.roles != {Role.MEMBER}
        if own:
            yield OpenLimit(row.id, number, row.title, due.unit, due.instruction, due.limit, row.sequence)
