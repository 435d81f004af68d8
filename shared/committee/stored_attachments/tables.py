"""The table of the attachments of matters; their contents are in the store of contents."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from shared.committee.files.contents.tables import file_contents
from shared.contracts.subjects import LONGEST_ID
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import keys, required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

attachments = Table(
    "attachments",
    service_tables,
    *keys(matter=String(LONGEST_ID), number=Integer),
    *required(sequence=Integer, unit=String(LONGEST_LINE), name=String(LONGEST_LINE), type=String(8), size=BigInteger),
    Column("hash", ForeignKey(file_contents.c.hash), nullable=False, index=True),
    *required(account=String(LONGEST_NAME), added_at=Timestamp),
    Column("source", String(LONGEST_ID)),
    Column("withdrawn_by", String(LONGEST_NAME)),
    Column("withdrawn_at", Timestamp),
    Column("withdrawal_reason", Text),
)
"""The attachments of each matter, numbered from 1. `sequence`: the step of the matter after which it was added; `unit`: the unit whose
reply it belongs to, empty for one of the matter itself; `source`: the derived matter of another organization whose answer it belongs to,
`unit` is then a unit of that organization, or empty. A withdrawn attachment stays, but is no longer read."""
