"""How far each reader has read each partition, and in which cluster. A position moves with the effect, never alone.

So each database has positions of its own: those of the readers whose effect is in it.
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
"""Of what can be read again. `position`: the offset of the next record to read."""

inbox_positions = _table("inbox_positions", service_tables)
"""Of what must never be lost. Both tables may be in one database."""

Positions = dict[TopicPartition, int]


class FencedError(Exception):
    """Another reader of the same name has moved on: what this one has done must not count."""


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
        """The stored positions, by cluster."""
        table, found = self.table.c, dict[str, Positions]()
        query = select(table.cluster, table.topic, table.partition, table.position).where(self._mine)
        for cluster, topic, partition, position in await connection.execute(query):
            found.setdefault(cluster, {})[TopicPartition(topic, partition)] = position
        return found

    async def begin(self, connection: AsyncConnection, cluster: str, partitions: list[TopicPartition]) -> None:
        """Enters these partitions at 0."""
        if partitions:
            common = {"reader": self.reader, "cluster": cluster, "position": 0}
            rows = [{**common, "topic": one.topic, "partition": one.partition} for one in partitions]
            await connection.execute(insert(self.table), rows)

    async def forget(self, connection: AsyncConnection) -> None:
        """Drops all of them."""
        await connection.execute(delete(self.table).where(self._mine))

    async def advance(self, connection: AsyncConnection, cluster: str, old: Positions, new: Positions) -> None:
        """Moves the positions from `old` to `new`; raises `FencedError` if one of them is not `old` any more."""
        for partition, position in sorted(new.items()):
            place = {"of_topic": partition.topic, "of_partition": partition.partition, "in_cluster": cluster}
            moved = await connection.execute(self._advance, {**place, "old": old[partition], "new": position})
            if moved.rowcount != 1:
                raise FencedError(
                    f"{self.reader} is not at {old[partition]} of {partition.topic}/{partition.partition} any more"
                )
