"""The outbox: the final bytes of every event that this service has produced, in order of insertion."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.envelope import event_id
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.domain.errors import ConflictError, InvalidError
from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.telemetry.traces import collect_event

outbox = Table(
    "outbox",
    service_tables,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *required(
        topic=Text,
        partition=Integer,
        matter=Text,
        epoch=Integer,
        sequence=Integer,
        type=Text,
        payload=LargeBinary,
        recorded_at=Timestamp,
    ),
    Column("published_at", Timestamp),
    Column("cluster", Text),
    Column("kafka_offset", BigInteger),
    UniqueConstraint("matter", "epoch", "sequence", "topic"),
)
"""Rows are never deleted: an empty Kafka is filled from this table. `cluster` and `kafka_offset` identify the published record. One
version of a matter may have events in two topics: the event that is counted, and the notice to its origins."""

Index(
    "ix_outbox_unpublished",
    outbox.c.id,
    sqlite_where=outbox.c.published_at.is_(None),
    postgresql_where=outbox.c.published_at.is_(None),
)

Index("ix_outbox_place", outbox.c.cluster, outbox.c.topic, outbox.c.partition, outbox.c.kafka_offset)

_insertion = insert(outbox)

PAYLOAD_BYTES = 900_000
"""Maximum size of a payload in bytes; Kafka accepts one megabyte per record including overhead."""


class OutboxEvent(NamedTuple):
    """An event in the outbox: its version, and the final bytes of its envelope. `matter`: its subject, of whatever kind."""

    topic: Topic
    matter: str
    epoch: int
    sequence: int
    type: str
    payload: bytes
    recorded_at: datetime

    @property
    def id(self) -> str:
        """Returns the id in the envelope."""
        return event_id(self.matter, self.epoch, self.sequence)

    @property
    def partition(self) -> int:
        return partition_of(self.matter)


async def append_to_outbox(connection: AsyncConnection, events: Sequence[OutboxEvent]) -> None:
    """Inserts events into the outbox, in the transaction that stores the rows they describe; the relay sends them after the commit.

    Raises `ConflictError` (`changed-meanwhile`) if another transaction has inserted one of these versions; the caller must
    roll back. Raises `InvalidError` (`too-large`) for an event that Kafka would always refuse.
    """
    if not events:
        return
    for event in events:
        if len(event.payload) > PAYLOAD_BYTES:
            raise InvalidError("too-large", f"{event.matter} 的内容超过 {PAYLOAD_BYTES} 字节，无法发布")
    try:
        await connection.execute(_insertion, [{**event._asdict(), "partition": event.partition} for event in events])
    except IntegrityError as error:
        raise ConflictError("changed-meanwhile", "该事项刚刚被他人修改，请刷新后重试") from error
    for event in events:
        collect_event(event.id)
