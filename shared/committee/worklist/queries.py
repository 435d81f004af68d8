"""The worklist of an account: the matters that wait for it, the overdue ones first, then those with the fewest days left."""

from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.access import access_to, permitted
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import AnyRow
from shared.committee.matters.repository import record_of
from shared.committee.member_tables import matter_invitations
from shared.committee.worklist.next_steps import commands_of, next_steps
from shared.committee.worklist.schemas import Worklist, WorklistItem
from shared.committee.worklist.steps_due import DECISIONS, UNIT_STEPS, step_due
from shared.committee.worklist.tasks import may_take, mine, reads, tasks
from shared.domain.matter import Matter
from shared.domain.opinions.state import Opinion
from shared.domain.proposals.state import Proposal
from shared.web.accounts import Account

SHOWN = 8
"""The number of matters that the worklist shows."""

_CANDIDATES = 60
"""The number of matters of a kind of which it is examined whether they wait for the account."""


async def worklist(context: ServiceContext, account: Account) -> Worklist:
    """Returns the first `SHOWN` matters that wait for the account, and the number of matters for each next step."""
    tree, today = await context.directory.tree(), context.today()
    async with context.service.reading() as connection:
        counted = await tasks(connection, account, today=today)
        found = [
            item
            for kind in KINDS
            if reads(account, kind.name)
            for item in await _waiting(connection, account, kind, tree=tree, today=today)
        ]
    urgent = sorted(found, key=lambda each: (each.days_left is None, each.days_left or 0))
    return Worklist(items=urgent[:SHOWN], tasks=counted)


async def _waiting(
    connection: AsyncConnection, account: Account, kind: AnyKind, *, tree: OrganizationTree, today: date
) -> list[WorklistItem]:
    table, found = kind.table.c, list[WorklistItem]()
    limits = [table.limit_on.is_(None), table.limit_on] if "limit_on" in table else []
    query = select(kind.table).where(*mine(kind, account, today).conditions(), _may_wait(kind, account, today))
    for row in await connection.execute(query.order_by(*limits, table.year, table.number).limit(_CANDIDATES)):
        matter = record_of(kind, row)
        access = await access_to(connection, account, kind, matter, tree=tree, day=today)
        command = step_due(account, kind, matter.state, commands=permitted(access), involved=access.involved)
        if command is not None:
            found.append(_item(kind, row, matter.state, command, today))
        if len(found) == SHOWN:
            break
    return found


def _may_wait(kind: AnyKind, account: Account, today: date) -> ColumnElement[bool]:
    """Returns the condition of matters in a state with a step that the account may take, or to which its member is invited."""
    table, all_states, own_states = kind.table.c, list[str](), list[str]()
    for state, commands in next_steps(kind).items():
        steps = {*commands, *(each for each in (*UNIT_STEPS, *DECISIONS) if _is_step(kind, each, state))}
        if any(may_take(account, kind, each, author=False) for each in steps):
            all_states.append(state)
        elif any(may_take(account, kind, each, author=True) for each in steps):
            own_states.append(state)
    conditions: list[ColumnElement[bool]] = [table.status.in_(all_states)] if all_states else []
    if own_states:
        conditions.append(table.status.in_(own_states) & mine(kind, account, today).proposed_by(account))
    if kind.proposed and account.member is not None:
        invited = select(matter_invitations.c.matter).where(matter_invitations.c.member_id == account.member)
        conditions.append(table.id.in_(invited))
    return or_(false(), *conditions)


def _is_step(kind: AnyKind, command: str, state: str) -> bool:
    return any(str(each) == state for each in kind.transitions.table.get(command, ()))


def _item(kind: AnyKind, row: AnyRow, state: Matter, command: str, today: date) -> WorklistItem:
    limit: date | None = getattr(row, "limit_on", None)
    return WorklistItem(
        kind=kind.name,
        kind_title=kind.layout.short,
        id=row.id,
        year=row.year,
        number=row.number,
        title=row.title,
        unit="、".join(_units(state)),
        limit=limit,
        days_left=(limit - today).days if limit is not None else None,
        overdue=limit is not None and limit < today,
        command=command,
        step=commands_of(kind)[command].title_zh,
    )


def _units(state: Matter) -> tuple[str, ...]:
    """Returns the units whose part is missing; of an opinion report the unit that it was referred to."""
    if isinstance(state, Proposal):
        return state.units_pending
    return (state.unit,) if isinstance(state, Opinion) and state.unit else ()
