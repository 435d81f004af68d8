"""Tables of the transfers of this service's organizations and of the derived matters elsewhere."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from shared.storage.columns import keys, required
from shared.storage.database import service_tables

transfers = Table(
    "transfers",
    service_tables,
    *keys(id=String(64), side=String(3)),
    *required(organization=String(32), counterpart=String(32), kind=String(32)),
    Column("matter", String(64), index=True),
    *required(sent_on=Date, limit_on=Date, status=String(16)),
    Column("reason", Text),
    *required(epoch=Integer, sequence=Integer, urgings=Integer),
    Index("ix_transfers_list", "organization", "side", "status"),
)
"""One row for each side that is hosted here: `out` of the sender, `in` of the receiver. `organization` and `matter` are ours (`matter` is
null until the receiver has created it); `reason`: of the return; the version is that of the newest dispatch, since which there were so many
`urgings`."""

derived = Table(
    "derived",
    service_tables,
    *keys(origin=String(64), matter=String(64)),
    *required(
        organization=String(32), transfer=String(64), state=String(32), epoch=Integer, sequence=Integer, body=Text
    ),
)
"""The derived matter `matter` of `organization`, made of our matter `origin`, by its newest notice. `body`: the facts of the notice as
JSON, without the sealed texts."""

origin_notices = Table(
    "origin_notices",
    service_tables,
    *keys(origin=String(64), matter=String(64)),
    *required(epoch=Integer, sequence=Integer, body=Text),
    Index("ix_origin_notices_matter", "matter"),
)
"""The states of `origin`, a matter of the chain of our matter `matter`, by its newest notice. `body`: a route with these states."""
