"""Versions `(epoch, sequence)`: whose turn the database is in, and what a lost race says."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import identity
from shared.domain.errors import ConflictError

_epoch = select(identity.c.epoch)


async def epoch_of(connection: AsyncConnection) -> int:
    """The epoch of this database. A database that was never restored is in its first."""
    return await connection.scalar(_epoch) or 1


async def begin_epoch(connection: AsyncConnection) -> None:
    """Give a new database its identity."""
    if await connection.scalar(_epoch) is None:
        await connection.execute(identity.insert(), {"id": 1, "epoch": 1})


def changed_meanwhile() -> ConflictError:
    """Somebody else was first: what was decided does not fit any more."""
    return ConflictError("changed-meanwhile", "该事项刚刚被他人修改，请刷新后重试")
