"""Versions `(epoch, sequence)`: the current epoch of the database, and the error of a lost race."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.tables import identity
from shared.domain.errors import ConflictError

_epoch = select(identity.c.epoch)


async def epoch_of(connection: AsyncConnection) -> int:
    """Returns the epoch of this database: 1 until it is restored for the first time."""
    return await connection.scalar(_epoch) or 1


async def begin_epoch(connection: AsyncConnection) -> None:
    """Stores epoch 1 in a new database."""
    if await connection.scalar(_epoch) is None:
        await connection.execute(identity.insert(), {"id": 1, "epoch": 1})


def changed_meanwhile() -> ConflictError:
    """Returns the error of a decision on a version that another transaction has replaced."""
    return ConflictError("changed-meanwhile", "该事项刚刚被他人修改，请刷新后重试")
