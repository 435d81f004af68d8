"""The reports that answer calls for opinion reports 约稿: counted from the rows of reports and transfers whenever they are read."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.messages.message import Side
from shared.committee.messages.tables import transfers
from shared.committee.opinion_calls.repository import OpinionCall, called_organizations, open_calls, opinion_calls
from shared.committee.tables import opinions
from shared.contracts.vocabulary import OpinionState, TransferState

T = TypeVar("T", bound=tuple[object, ...])

_COUNTED = opinions.c.status != str(OpinionState.RETURNED)
"""The condition of the reports that answer a call: one that was returned to its sender does not."""


class ReceivedReports(NamedTuple):
    """The number of reports that name a call, and of those that were collected or accepted after its deadline."""

    reports: int
    late: int


async def received_for(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, ReceivedReports]:
    """Returns call -> the reports that name it."""
    late = func.count(case((opinions.c.received_on > opinion_calls.c.deadline, 1)))
    query = (
        select(opinion_calls.c.id, func.count(), late)
        .join_from(opinion_calls, opinions, opinions.c.opinion_call == opinion_calls.c.id)
        .where(opinion_calls.c.id.in_(list(ids)), _COUNTED)
        .group_by(opinion_calls.c.id)
    )
    return {id: ReceivedReports(*counted) for id, *counted in await connection.execute(query)}


async def organizations_called(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Returns call -> the organizations that are called, by key -> how many reports that name the call each has sent."""
    table, found, call = called_organizations.c, defaultdict[str, dict[str, int]](dict), list(ids)
    query = select(table.opinion_call, table.organization).where(table.opinion_call.in_(call))
    for id, organization in await connection.execute(query.order_by(table.organization)):
        found[id][organization] = 0
    columns = (opinions.c.opinion_call, transfers.c.counterpart)
    counted = _exchanged(select(*columns, func.count()).select_from(opinions), side="in")
    grouped = counted.where(opinions.c.opinion_call.in_(call)).group_by(*columns)
    for id, sender, reports in await connection.execute(grouped):
        if sender in found[id]:
            found[id][sender] = reports
    return found


async def unanswered_calls(connection: AsyncConnection, organization: str) -> list[OpinionCall]:
    """Returns the open calls from above to which the organization has sent no report, the one that is due first at the beginning."""
    calls = [each for each in await open_calls(connection, organization) if each.upper]
    answered = await answered_above(connection, [each.id for each in calls]) if calls else ()
    return [each for each in calls if each.id not in answered]


async def answered_above(connection: AsyncConnection, ids: Iterable[str]) -> set[str]:
    """Returns those of these received calls for which a report was sent to the organization that called."""
    named = select(opinion_calls.c.id).join_from(opinion_calls, opinions, opinions.c.opinion_call == opinion_calls.c.id)
    query = _exchanged(named, side="out")
    to_the_caller = opinion_calls.c.upper.startswith(transfers.c.counterpart + "-")
    return set((await connection.execute(query.where(opinion_calls.c.id.in_(list(ids)), to_the_caller))).scalars())


def _exchanged(query: Select[T], *, side: Side) -> Select[T]:
    """Returns the query limited to reports that were received or sent and not returned, with their transfers."""
    sent = transfers.c.status != str(TransferState.RETURNED)
    with_transfers = query.join(transfers, transfers.c.matter == opinions.c.id)
    return with_transfers.where(transfers.c.side == side, sent, _COUNTED)
