"""What travels between this service's organizations and others, and what became of it elsewhere."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from shared.storage.database import service_tables

transfers = Table(
    "transfers",
    service_tables,
    Column("id", String(64), primary_key=True),
    Column("side", String(3), primary_key=True),
    Column("organization", String(32), nullable=False),
    Column("counterpart", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("matter", String(64), index=True),
    Column("sent_on", Date, nullable=False),
    Column("limit_on", Date, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Index("ix_transfers_list", "organization", "side", "status"),
)
"""One row for each side that is hosted here: `out` of the sender, `in` of the receiver. `organization` and `matter` are ours (null until
the receiver has made one of it); `reason`: why it was returned; the version is that of the newest dispatch."""

derived = Table(
    "derived",
    service_tables,
    Column("origin", String(64), primary_key=True),
    Column("matter", String(64), primary_key=True),
    Column("organization", String(32), nullable=False),
    Column("transfer", String(64), nullable=False),
    Column("state", String(32), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""What became of a matter of ours (`origin`) elsewhere: `matter` of `organization`, by its newest notice. `body`: the notice's facts as
JSON, without what is sealed."""
