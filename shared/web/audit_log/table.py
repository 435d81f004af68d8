"""The table of the audit log and the row that its chain begins and ends with."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

LONGEST_ADDRESS, LONGEST_SUBJECT = 45, 200

_Sequence = BigInteger().with_variant(Integer, "sqlite")

audit_log = Table(
    "audit_log",
    service_tables,
    Column("sequence", _Sequence, primary_key=True, autoincrement=False),
    Column("recorded_at", Timestamp, nullable=False, index=True),
    Column("actor", String(LONGEST_NAME), nullable=False, index=True),
    Column("address", String(LONGEST_ADDRESS), nullable=False),
    Column("action", String(32), nullable=False, index=True),
    *required(subject=String(LONGEST_SUBJECT), result=String(16), details=String(LONGEST_SUBJECT), hash=LargeBinary),
)
"""The rows of the audit log, numbered without gaps. `hash`: the SHA-256 hash of the hash of the previous row and of the content."""

audit_chain = Table(
    "audit_chain",
    service_tables,
    Column("id", Integer, primary_key=True),
    *required(anchor_sequence=_Sequence, anchor_hash=LargeBinary, head_sequence=_Sequence, head_hash=LargeBinary),
)
"""The only row: the last row that was trimmed (the anchor), and the newest row (the head). A writer locks it."""
