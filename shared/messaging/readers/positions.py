"""How far each reader has read each partition, and in which cluster. A position moves with the effect, never alone."""

from aiokafka import TopicPartition
from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import read_tables

positions = Table(
    "positions",
    read_tables,
    Column("reader", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("cluster", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""`position`: the offset of the next record to read."""

Positions = dict[TopicPartition, int]

_advance = (
    update(positions)
    .where(
        positions.c.reader == bindparam("of_reader"),
        positions.c.topic == bindparam("of_topic"),
        positions.c.partition == bindparam("of_partition"),
        positions.c.cluster == bindparam("in_cluster"),
        positions.c.position == bindparam("old"),
    )
    .values(position=bindparam("new"))
)


class FencedError(Exception):
    """Another reader of the same name has moved on: what this one has done must not count."""


async def stored(connection: AsyncConnection, reader: str) -> dict[str, Positions]:
    """The stored positions of a reader, by cluster."""
    found: dict[str, Positions] = {}
    rows = await connection.execute(
        select(positions.c.cluster, positions.c.topic, positions.c.partition, positions.c.position).where(
            positions.c.reader == reader
        )
    )
    for cluster, topic, partition, position in rows:
        found.setdefault(cluster, {})[TopicPartition(topic, partition)] = position
    return found


async def begin(connection: AsyncConnection, reader: str, cluster: str, partitions: list[TopicPartition]) -> None:
    """Enters these partitions at 0."""
    if partitions:
        await connection.execute(
            insert(positions),
            [
                {"reader": reader, "topic": one.topic, "partition": one.partition, "cluster": cluster, "position": 0}
                for one in partitions
            ],
        )


async def forget(connection: AsyncConnection, reader: str) -> None:
    """Drops all positions of a reader."""
    await connection.execute(delete(positions).where(positions.c.reader == reader))


async def advance(connection: AsyncConnection, reader: str, cluster: str, old: Positions, new: Positions) -> None:
    """Moves the positions from `old` to `new`; raises `FencedError` if one of them is not `old` any more."""
    for partition, position in sorted(new.items()):
        moved = await connection.execute(
            _advance,
            {
                "of_reader": reader,
                "of_topic": partition.topic,
                "of_partition": partition.partition,
                "in_cluster": cluster,
                "old": old[partition],
                "new": position,
            },
        )
        if moved.rowcount != 1:
            raise FencedError(
                f"{reader} is not at {old[partition]} of {partition.topic}/{partition.partition} any more"
            )
