"""The result of the last `reconcile` of the whole system: the command stores it in each service, which exposes it as metrics."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Integer, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.columns import required
from shared.storage.database import read_tables
from shared.storage.timestamps import Timestamp

reconciled = Table(
    "reconciled",
    read_tables,
    Column("id", Integer, primary_key=True, autoincrement=False),
    *required(at=Timestamp, figures=Integer, differences=Integer),
)
"""One row, or none before the first run."""


class Reconciled(NamedTuple):
    """The time of a run, the number of figures compared, and the number of those that differed."""

    at: datetime
    figures: int
    differences: int


async def put(connection: AsyncConnection, result: Reconciled) -> None:
    """Replaces the stored result."""
    await connection.execute(reconciled.delete())
    await connection.execute(reconciled.insert().values(id=1, **result._asdict()))


async def newest(connection: AsyncConnection) -> Reconciled | None:
    """Returns the stored result; None before the first run."""
    row = (await connection.execute(select(reconciled.c.at, reconciled.c.figures, reconciled.c.differences))).first()
    return None if row is None else Reconciled(*row)
