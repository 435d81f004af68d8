"""The position of each reader in each partition, with its cluster. It advances in the transaction of the effect, never separately.

Therefore each database has its own positions: those of the readers whose effects it stores.
"""

from aiokafka import TopicPartition
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import read_tables, service_tables


def _table(name: str, tables: MetaData) -> Table:
    return Table(
        name,
        tables,
        Column("reader", Text, primary_key=True),
        Column("topic", Text, primary_key=True),
        Column("partition", Integer, primary_key=True),
        Column("cluster", Text, nullable=False),
        Column("position", BigInteger, nullable=False),
    )


positions = _table("positions", read_tables)
"""Positions of readers whose effects can be rebuilt from Kafka. `position`: the offset of the next record to read."""

inbox_positions = _table("inbox_positions", service_tables)
"""Positions of readers whose effects must never be lost. Both tables may be in one database."""

Positions = dict[TopicPartition, int]


class FencedError(Exception):
    """Another reader of the same name has advanced the position: the transaction must be rolled back."""


class ReaderPositions:
    """The positions of one reader in one of the tables."""

    def __init__(self, reader: str, table: Table) -> None:
        self.reader = reader
        self.table = table
        self._mine = table.c.reader == reader
        self._advance = (
            update(table)
            .where(
                self._mine,
                table.c.topic == bindparam("of_topic"),
                table.c.partition == bindparam("of_partition"),
                table.c.cluster == bindparam("in_cluster"),
                table.c.position == bindparam("old"),
            )
            .values(position=bindparam("new"))
        )

    async def stored(self, connection: AsyncConnection) -> dict[str, Positions]:
        """Returns the stored positions, by cluster."""
        table, found = self.table.c, dict[str, Positions]()
        query = select(table.cluster, table.topic, table.partition, table.position).where(self._mine)
        for cluster, topic, partition, position in await connection.execute(query):
            found.setdefault(cluster, {})[TopicPartition(topic, partition)] = position
        return found

    async def begin(self, connection: AsyncConnection, cluster: str, partitions: list[TopicPartition]) -> None:
        """Inserts position 0 for these partitions."""
        if partitions:
            common = {"reader": self.reader, "cluster": cluster, "position": 0}
            rows = [{**common, "topic": one.topic, "partition": one.partition} for one in partitions]
            await connection.execute(insert(self.table), rows)

    async def delete_all(self, connection: AsyncConnection) -> None:
        """Deletes all positions of this reader."""
        await connection.execute(delete(self.table).where(self._mine))

    async def advance(self, connection: AsyncConnection, cluster: str, old: Positions, new: Positions) -> None:
        """Advances the positions from `old` to `new`. Raises `FencedError` if a stored position is no longer the old one."""
        for partition, position in sorted(new.items()):
            key = {"of_topic": partition.topic, "of_partition": partition.partition, "in_cluster": cluster}
            moved = await connection.execute(self._advance, {**key, "old": old[partition], "new": position})
            if moved.rowcount != 1:
                raise FencedError(
                    f"{self.reader} is not at {old[partition]} of {partition.topic}/{partition.partition} any more"
                )
