"""The worklist of an account by number: matters whose next step it may take, overdue matters, and transfers without an answer."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, case, false, func, null, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.indexes import is_due
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.listing import MatterFilter
from shared.committee.registers.access import OPINION_CALLS
from shared.committee.registers.tables import matter_invitations
from shared.committee.tables import UnitPart
from shared.committee.worklist.access import may_take, mine, reads
from shared.committee.worklist.next_steps import by_role, commands_of, next_steps
from shared.committee.worklist.received import of_calls, of_comment_requests, of_transfers
from shared.committee.worklist.schemas import WorklistTask
from shared.domain.consultations.research_commands import SignOff
from shared.web.accounts import Account
from shared.web.permissions import may


class _Counts(NamedTuple):
    """The numbers of matters: overdue, by state and decision that is due, and by state with a next step.

    `coordinates`: whether the unit of the account is the coordinating office of some that it does not handle.
    """

    overdue: int
    decisions: list[tuple[str, str, int]]
    states: Counter[str]
    coordinates: bool = False


async def tasks(
    connection: AsyncConnection, account: Account, *, today: date, reports_upward: bool
) -> list[WorklistTask]:
    """Returns the tasks of an account in the order of the kinds, the overdue ones first.

    `reports_upward`: whether there is an organization above to send matters to.
    """
    found: list[WorklistTask] = []
    for kind in KINDS:
        if reads(account, kind.name):
            found += await _of_kind(connection, account, kind, today, upward=reports_upward)
    if reads(account, "transfers"):
        found += await of_transfers(connection, account, today)
    if may(account, OPINION_CALLS.manage, relation="own"):
        found += await of_calls(connection, account, today)
    found += await of_comment_requests(connection, account, today)
    return sorted(found, key=lambda task: not task.overdue)


async def _of_kind(
    connection: AsyncConnection, account: Account, kind: AnyKind, today: date, *, upward: bool
) -> list[WorklistTask]:
    visible = mine(kind, account, today)
    whole = visible.is_whole
    counts = await (_of_all(connection, visible, today) if whole else _of_some(connection, visible, account, today))
    invited = await _invited(connection, account) if kind.proposed else 0
    decisions, decided = Counter[str](), Counter[str]()
    for state, decision, count in counts.decisions:
        if decision in commands_of(kind) and may_take(account, kind, decision, author=False):
            decisions[decision] += count
            decided[state] += count
    if SignOff.name in decisions:
        decisions[SignOff.name] -= await _signed_by(connection, visible, account)
    steps = {state: Counter({False: count - decided[state]}) for state, count in counts.states.items()}
    if _has_own_steps(account, kind):
        own = visible.proposed_by(account)
        apart = ~kind.decision.in_(list(decisions)) if kind.decision is not None else true()
        for state, count in (await _by_state(connection, visible, own, apart)).items():
            steps[state][True] = count
    only = ({"awaits": "none"} if decisions else {}) | ({"unit": account.unit} if counts.coordinates else {})
    return [
        *_overdue(kind, counts.overdue),
        *_invitations(kind, invited),
        *_decisions(kind, decisions),
        *_steps(kind, account, steps, await _possible(connection, visible), only=only, upward=upward),
    ]


async def _signed_by(connection: AsyncConnection, visible: MatterFilter, account: Account) -> int:
    """Returns the number of reports of research that wait for the sign-off of others, because the account has signed them."""
    table = visible.kind.table.c
    query = select(table.state).where(*visible.conditions(), table.decision == SignOff.name)
    states = [visible.kind.decode(state) for state in (await connection.execute(query)).scalars()]
    return sum(not state.follow_up.next_signer(account.name) for state in states)


async def _possible(connection: AsyncConnection, visible: MatterFilter) -> Mapping[str, tuple[str, ...]]:
    """Returns state -> its next steps; of a yearly kind only those that its matters, which are few, can take by the stages they pass."""
    kind, steps = visible.kind, next_steps(visible.kind)
    if not kind.yearly:
        return steps
    table = kind.table.c
    query = select(table.status, table.state).where(*visible.conditions(), table.status.in_(list(steps)))
    found = [(row.status, kind.decode(row.state)) for row in await connection.execute(query)]
    return {
        status: tuple(step for step in known if any(state.can(step) for at, state in found if at == status))
        for status, known in steps.items()
    }


async def _of_all(connection: AsyncConnection, visible: MatterFilter, today: date) -> _Counts:
    """Returns the numbers among all matters of an organization, each from an index of its own."""
    overdue = await _number(connection, visible, visible.kind.overdue(today)) if visible.kind.has_limits else 0
    return _Counts(overdue, await _decisions_due(connection, visible), await _by_state(connection, visible))


async def _of_some(connection: AsyncConnection, visible: MatterFilter, account: Account, today: date) -> _Counts:
    """Returns the numbers among the matters of a unit or an author; their rows are read once.

    A matter that a unit coordinates and does not handle counts with the decision that it waits for only.
    """
    kind, status = visible.kind, visible.kind.table.c.status
    handled = true() if visible.units is None else visible.of_units(UnitPart.HANDLER)
    coordinated = false() if visible.units is None else visible.of_units(UnitPart.COORDINATOR)
    rows = select(
        kind.overdue(today).label("late"),
        status,
        (null() if kind.decision is None else kind.decision).label("decision"),
        handled.label("handled"),
        coordinated.label("coordinated"),
    )
    late, *by = rows.where(*visible.conditions()).subquery().c
    query = select(func.count(), func.sum(case((late, 1), else_=0)), *by).group_by(*by)
    found = _Counts(0, [], Counter[str]())
    waiting, known = next_steps(kind), commands_of(kind)
    for count, late_ones, state, decision, handles, coordinates in await connection.execute(query):
        found = found._replace(overdue=found.overdue + late_ones, coordinates=found.coordinates or not handles)
        decides = decision in known and may_take(account, kind, decision, author=False, coordinates=coordinates)
        if decides:
            found.decisions.append((state, decision, count))
        if state in waiting and (handles or decides):
            found.states[state] += count
    return found


async def _number(connection: AsyncConnection, visible: MatterFilter, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(visible.kind.table).where(*visible.conditions(), condition)
    return await connection.scalar(query) or 0


async def _by_state(
    connection: AsyncConnection, visible: MatterFilter, *conditions: ColumnElement[bool]
) -> Counter[str]:
    """Returns the number of matters in each state with a next step; those of ended matters are not read."""
    status, states = visible.kind.table.c.status, list(next_steps(visible.kind))
    if not states:
        return Counter()
    waiting = status.in_(states)
    query = select(status, func.count()).where(*visible.conditions(), waiting, *conditions).group_by(status)
    return Counter({row[0]: row[1] for row in await connection.execute(query)})


async def _decisions_due(connection: AsyncConnection, visible: MatterFilter) -> list[tuple[str, str, int]]:
    """Returns states and decisions that come before the regular next step, with the number of matters."""
    status, decision = visible.kind.table.c.status, visible.kind.decision
    if decision is None:
        return []
    query = select(status, decision, func.count()).where(*visible.conditions(), is_due(decision))
    return [(row[0], row[1], row[2]) for row in await connection.execute(query.group_by(status, decision))]


def _has_own_steps(account: Account, kind: AnyKind) -> bool:
    """Returns whether a proposer may take a step that the account may not take on the matters of others."""
    return any(
        may_take(account, kind, each, author=True) and not may_take(account, kind, each, author=False)
        for steps in next_steps(kind).values()
        for each in steps
    )


def _decisions(kind: AnyKind, counted: Counter[str]) -> Iterator[WorklistTask]:
    """Yields the tasks of decisions that come before the regular next step. `counted`: the number of matters by command."""
    for command, count in sorted((+counted).items()):
        title, address = f"待{commands_of(kind)[command].title_zh}", f"/{kind.name}?{urlencode({'awaits': command})}"
        yield WorklistTask(kind=kind.layout.short, title=title, count=count, address=address)


def _overdue(kind: AnyKind, count: int) -> Iterator[WorklistTask]:
    if count:
        address = f"/{kind.name}?overdue=true"
        yield WorklistTask(kind=kind.layout.short, title="已逾期", count=count, address=address, overdue=True)


async def _invited(connection: AsyncConnection, account: Account) -> int:
    """Returns the number of invitations to co-sign that the member of an account has not answered."""
    table = matter_invitations.c
    query = select(func.count()).select_from(matter_invitations).where(table.member_id == account.member)
    return await connection.scalar(query) or 0


def _invitations(kind: AnyKind, count: int) -> Iterator[WorklistTask]:
    if count:
        address = f"/{kind.name}?invited=true"
        yield WorklistTask(kind=kind.layout.short, title="待答复附议邀请", count=count, address=address)


def _steps(
    kind: AnyKind,
    account: Account,
    counted: Mapping[str, Counter[bool]],
    steps: Mapping[str, tuple[str, ...]],
    *,
    only: dict[str, str | None],
    upward: bool,
) -> Iterator[WorklistTask]:
    """Yields the tasks of a kind: one for a step of several states that no other state has.

    `counted`: by state, the number of all visible matters, and of those of which it is a proposer;
    `steps`: by state; `only`: the filters of the lists besides, without what is a task of its own or a step of others;
    `upward`: whether there is an organization above to send matters to.
    """
    waiting = defaultdict[str, dict[str, int]](dict)
    for state, commands in steps.items():
        for author, count in sorted(counted.get(state, Counter[bool]()).items()):
            ordered = by_role(kind, account, commands, reports_upward=upward)
            permitted = [each for each in ordered if may_take(account, kind, each, author=author)]
            if count and permitted:
                waiting[permitted[0]][state] = count
                break
    for command, counts in waiting.items():
        title = f"待{commands_of(kind)[command].title_zh}"
        every = len(counts) > 1 and counts.keys() == {str(each) for each in kind.transitions.table[command]}
        lists = [("step", command, sum(counts.values()))] if every else [("status", *each) for each in counts.items()]
        for name, value, count in lists:
            address = f"/{kind.name}?{urlencode({name: value} | only)}"
            yield WorklistTask(kind=kind.layout.short, title=title, count=count, address=address)
