"""The limits that concern an account: of its unit, of the proposals of its member, or of all proposals of its committee."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.kinds.proposals.columns import WAITING
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
"""The most proposals whose limits a calendar shows, those with the earliest limits first."""


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


def may_read(account: Account) -> bool:
    """Returns whether the account has a calendar of limits."""
    units = [account.unit] if account.unit else []
    return account.organization is not None and may(account, READ, relation="own", units=units)


async def open_limits(connection: AsyncConnection, account: Account, today: date) -> list[OpenLimit]:
    """Returns the open limits that concern the account, the earliest first; an account that may read no proposal has none."""
    if account.organization is None or not may_read(account):
        return []
    visible = visible_matters(account, PROPOSALS, account.organization, relation="own", today=today)
    table = proposals.c
    waiting = table.status.in_([str(state) for state in WAITING])
    instructed = table.state.contains('"instructions":', autoescape=True)
    query = select(proposals).where(*visible.conditions(), or_(waiting, instructed), *_own(account, visible))
    rows = await connection.execute(query.order_by(table.limit_on, table.id).limit(MOST_PROPOSALS))
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
