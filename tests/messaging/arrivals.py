"""The effects of the readers of these tests: one row for each time that a record was applied."""

from aiokafka import ConsumerRecord
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import Database

arrivals = Table(
    "arrivals",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("value", LargeBinary),
)


async def arrive(connection: AsyncConnection, reader: str, some: list[ConsumerRecord]) -> None:
    rows = [
        {"reader": reader, "place": f"{one.topic}/{one.partition}/{one.offset}", "value": one.value} for one in some
    ]
    await connection.execute(insert(arrivals), rows)


async def arrived(database: Database) -> list[bytes]:
    async with database.reading() as connection:
        return list((await connection.execute(select(arrivals.c.value).order_by(arrivals.c.id))).scalars())


async def arrived_count(database: Database) -> int:
    async with database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(arrivals)) or 0
