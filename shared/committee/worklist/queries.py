"""The worklist of an account: the matters that wait for it, the overdue ones first, then those with the fewest days left."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.addressees import reports_upward
from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.kinds.catalogue import BY_NAME, KINDS
from shared.committee.matters.access import access_to, permitted
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.record import AnyRow
from shared.committee.matters.repository import record_of
from shared.committee.registers.tables import matter_invitations
from shared.committee.worklist.access import may_take, mine, reads
from shared.committee.worklist.next_steps import commands_of, next_steps
from shared.committee.worklist.schemas import Worklist, WorklistItem
from shared.committee.worklist.steps_due import DECISIONS, OF_COORDINATORS, UNIT_STEPS, step_due
from shared.committee.worklist.tasks import tasks
from shared.domain.matter import Matter
from shared.domain.opinions.state import Opinion
from shared.domain.proposals.state import Proposal
from shared.storage.attributes import from_attributes
from shared.storage.statements import chunks
from shared.web.accounts import Account

_Candidate = tuple[str, str, date | None, int, int]
_First = Select[_Candidate]
_FirstOfAll = CompoundSelect[_Candidate]
_OrderColumn = ColumnElement[bool] | ColumnElement[date] | ColumnElement[int]

SHOWN = 8
"""The number of matters that the worklist shows."""

_CANDIDATES = 60
"""The number of matters of a kind of which it is examined whether they wait for the account."""

_PORTION = 20
"""The number of candidates that are read at once."""


async def worklist(context: ServiceContext, account: Account) -> Worklist:
    """Returns the first `SHOWN` matters that wait for the account, and the number of matters for each next step."""
    tree, today = await context.directory.tree(), context.today()
    async with context.service.reading() as connection:
        upward = account.organization is not None and reports_upward(account.organization, tree=tree, day=today)
        counted = await tasks(connection, account, today=today, reports_upward=upward)
        candidates = await _candidates(connection, account, today)
        found = [
            item
            for kind, ids in candidates.items()
            for item in await _waiting(connection, account, BY_NAME[kind], ids, tree=tree, today=today)
        ]
    urgent = sorted(found, key=lambda each: (each.days_left is None, each.days_left or 0))
    return Worklist(items=urgent[:SHOWN], tasks=counted)


async def _waiting(
    connection: AsyncConnection,
    account: Account,
    kind: AnyKind,
    candidates: Sequence[str],
    *,
    tree: OrganizationTree,
    today: date,
) -> list[WorklistItem]:
    upward = account.organization is not None and reports_upward(account.organization, tree=tree, day=today)
    found = list[WorklistItem]()
    for ids in chunks(candidates, _PORTION):
        rows = {row.id: row for row in await connection.execute(select(kind.table).where(kind.table.c.id.in_(ids)))}
        for row in (rows[id] for id in ids):
            matter = record_of(kind, row)
            access = await access_to(connection, account, kind, matter, tree=tree, day=today)
            command = step_due(
                account,
                kind,
                matter.state,
                commands=permitted(access),
                involved=access.involved,
                reports_upward=upward,
            )
            if command is not None:
                found.append(_item(kind, row, matter.state, command, today))
            if len(found) == SHOWN:
                return found
    return found


async def _candidates(connection: AsyncConnection, account: Account, today: date) -> dict[str, list[str]]:
    """Returns the ids of the first `_CANDIDATES` matters of each kind that may wait for the account: by limit, then by year and number."""
    parts, whole = list[_First](), list[tuple[str, str]]()
    for kind in (each for each in KINDS if reads(account, each.name)):
        table, visible = kind.table.c, mine(kind, account, today)
        states, own_states = _states_with_steps(account, kind)
        own: list[ColumnElement[bool]] = (
            [table.status.in_(own_states) & visible.proposed_by(account)] if own_states else []
        )
        if kind.proposed and account.member is not None:
            invited = select(matter_invitations.c.matter).where(matter_invitations.c.member_id == account.member)
            own.append(table.id.in_(invited))
        if states and not visible.is_whole:  # all of what the account sees is read, which is little
            own.append(table.status.in_(states))
        parts += [_first(kind, *visible.conditions(), each) for each in own]
        whole += [(kind.name, state) for state in states if visible.is_whole]
    rows = list(await connection.execute(union_all(*parts))) if parts else []
    if whole:
        rows += await connection.execute(_first_in_states(tuple(whole)), {"organization": account.organization})
    rows.sort(key=lambda row: (row.limit is None, row.limit or today, row.year, row.number))
    found = {kind.name: dict[str, None]() for kind in KINDS}
    for row in rows:
        found[row.kind][row.id] = None
    return {kind: list(ids)[:_CANDIDATES] for kind, ids in found.items()}


@lru_cache(maxsize=64)  # building the statement takes longer than reading its rows
def _first_in_states(states: tuple[tuple[str, str], ...]) -> _FirstOfAll:
    """Returns the query of the first matters of an organization in each of these states of these kinds."""
    return union_all(*(part for kind, state in states for part in _first_in_state(BY_NAME[kind], state)))


def _first_in_state(kind: AnyKind, state: str) -> Iterator[_First]:
    """Yields the queries of the first matters in a state, each of which reads a part of the index by state and limit."""
    table = kind.table.c
    here = (table.organization == bindparam("organization")) & (table.status == state)
    if "limit_on" not in table:
        yield _first(kind, here)
        return
    yield _first(kind, here, table.limit_on.is_not(None), by=[table.limit_on])
    yield _first(kind, here, table.limit_on.is_(None), by=[table.year])


def _first(kind: AnyKind, *conditions: ColumnElement[bool], by: Sequence[_OrderColumn] | None = None) -> _First:
    """Returns the query of the first `_CANDIDATES` matters of conditions. `by`: the first columns of the order, by default the limit."""
    table = kind.table.c
    has_limit = "limit_on" in table
    limit = table.limit_on if has_limit else cast(null(), Date)
    columns = [literal(kind.name).label("kind"), table.id, limit.label("limit"), table.year, table.number]
    first: Sequence[_OrderColumn] = by or ([table.limit_on.is_(None), table.limit_on] if has_limit else [])
    query = select(*columns).where(*conditions)
    return select(query.order_by(*first, table.year, table.number).limit(_CANDIDATES).subquery())


def _states_with_steps(account: Account, kind: AnyKind) -> tuple[list[str], list[str]]:
    """Returns the states with a step that the account may take, and those with a step that it may take as a proposer."""
    states, own_states = list[str](), list[str]()
    for state, commands in next_steps(kind).items():
        steps = {*commands, *(each for each in (*UNIT_STEPS, *DECISIONS) if _is_step(kind, each, state))}
        if any(may_take(account, kind, each, author=False) for each in steps):
            states.append(state)
        elif any(may_take(account, kind, each, author=True) for each in steps):
            own_states.append(state)
    return states, own_states


def _is_step(kind: AnyKind, command: str, state: str) -> bool:
    return any(str(each) == state for each in kind.transitions.table.get(command, ()))


def _item(kind: AnyKind, row: AnyRow, state: Matter, command: str, today: date) -> WorklistItem:
    limit: date | None = getattr(row, "limit_on", None)
    due = next((each.title for each in kind.obligations(state) if each.limit == limit), "")
    return from_attributes(
        WorklistItem,
        row,
        kind=kind.name,
        kind_title=kind.layout.short,
        unit="、".join(_units(state, command)),
        limit=limit,
        days_left=(limit - today).days if limit is not None else None,
        overdue=limit is not None and limit < today,
        command=command,
        step=due or commands_of(kind)[command].title_zh,
    )


_CONCERNED: Mapping[str, str] = {
    **{each: UNIT_STEPS[each] for each in OF_COORDINATORS},
    "review_reply": "units_to_review",
    "reassign": "units_returned",
}
"""Decision on the assignment or the draft of units -> the attribute of the state with these units."""


def _units(state: Matter, command: str) -> tuple[str, ...]:
    """Returns the units that a decision concerns, or else those whose part is missing; of an opinion report those whose reply is."""
    if isinstance(state, Proposal):
        concerned: tuple[str, ...] = getattr(state, _CONCERNED.get(command, "units_pending"))
        return concerned
    return state.units_to_answer if isinstance(state, Opinion) else ()
