"""Tables of the transfers of this service's organizations and of the derived matters elsewhere."""

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
"""One row for each side that is hosted here: `out` of the sender, `in` of the receiver. `organization` and `matter` are ours (`matter` is
null until the receiver has created it); `reason`: of the return; the version is that of the newest dispatch."""

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
"""The derived matter `matter` of `organization`, made of our matter `origin`, by its newest notice. `body`: the facts of the notice as
JSON, without the sealed texts."""
