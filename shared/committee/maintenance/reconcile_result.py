"""What the last `reconcile` of the whole system found: the command ends, so it leaves its result with each service, which tells it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Integer, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import read_tables
from shared.storage.timestamps import Timestamp

reconciled = Table(
    "reconciled",
    read_tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Timestamp, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("differences", Integer, nullable=False),
)
"""One row, or none before the first."""


class Reconciled(NamedTuple):
    """When it was, how many figures were compared, and how many of them differed."""

    at: datetime
    figures: int
    differences: int


async def put(connection: AsyncConnection, result: Reconciled) -> None:
    """The newest result, instead of the one before."""
    await connection.execute(reconciled.delete())
    await connection.execute(reconciled.insert().values(id=1, **result._asdict()))


async def newest(connection: AsyncConnection) -> Reconciled | None:
    """None: it was never done."""
    row = (await connection.execute(select(reconciled.c.at, reconciled.c.figures, reconciled.c.differences))).first()
    return None if row is None else Reconciled(*row)
