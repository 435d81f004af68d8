"""The outbox of messages: claimed before they are sent, and marked by what became of them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.deliveries.tables import deliveries

ABANDONED = timedelta(minutes=10)
"""The time after which a message that is being sent is sent again: its process was killed before it could mark it."""

UNFINISHED = ("waiting", "sending")
"""The states of messages that have yet to be accepted."""

_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""The pause after the first failed attempt, which doubles with each, and the longest."""

_BATCH = 50
_LONGEST_ERROR = 200


class Claimed(NamedTuple):
    """A message that this process sends."""

    id: str
    account: str
    address: str
    attempts: int


class MessageBacklog(NamedTuple):
    """The messages that wait. `oldest`: when the oldest of them was made."""

    waiting: int
    oldest: datetime | None


async def due_messages(connection: AsyncConnection, now: datetime) -> list[str]:
    """Returns the ids of the messages that are to be sent now, the oldest first."""
    table = deliveries.c
    query = select(table.id).where(table.state.in_(UNFINISHED), table.next_at <= now)
    return list((await connection.execute(query.order_by(table.made_at, table.id).limit(_BATCH))).scalars())


async def claim(connection: AsyncConnection, id: str, now: datetime) -> Claimed | None:
    """Marks a message as being sent, unless another process has just done so; a claim that is never ended lapses after `ABANDONED`."""
    table = deliveries.c
    here = (table.id == id) & table.state.in_(UNFINISHED) & (table.next_at <= now)
    values = {"state": "sending", "attempts": table.attempts + 1, "next_at": now + ABANDONED}
    returned = update(deliveries).where(here).values(**values)
    row = (await connection.execute(returned.returning(table.id, table.account, table.address, table.attempts))).first()
    return None if row is None else Claimed._make(row)


async def mark_sent(connection: AsyncConnection, id: str) -> None:
    """Marks a message as accepted."""
    await connection.execute(update(deliveries).where(deliveries.c.id == id).values(state="sent", error=""))


async def mark_failed(
    connection: AsyncConnection, claimed: Claimed, reason: str, now: datetime, *, permanent: bool
) -> None:
    """Marks an attempt as failed: the message waits for the next one, or is given up for good."""
    pause = min(_SHORTEST * 2 ** min(claimed.attempts - 1, 10), _LONGEST)
    state = "failed" if permanent else "waiting"
    values = {"state": state, "next_at": now + pause, "error": reason[:_LONGEST_ERROR]}
    await connection.execute(update(deliveries).where(deliveries.c.id == claimed.id).values(**values))


async def backlog(connection: AsyncConnection) -> MessageBacklog:
    """Returns the messages that wait or are being sent."""
    table = deliveries.c
    query = select(func.count(), func.min(table.made_at)).where(table.state.in_(UNFINISHED))
    row = (await connection.execute(query)).one()
    return MessageBacklog(*row)


async def newest_error(connection: AsyncConnection, account: str) -> str:
    """Returns why the newest message of an account was not accepted; empty when it was, or without one."""
    table = deliveries.c
    query = select(table.error).where(table.account == account).order_by(table.made_at.desc(), table.id).limit(1)
    return str(await connection.scalar(query) or "")
