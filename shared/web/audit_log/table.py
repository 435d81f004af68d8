"""The table of the audit log and the row that its chain begins and ends with."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

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
    Column("subject", String(LONGEST_SUBJECT), nullable=False),
    Column("result", String(16), nullable=False),
    Column("details", String(LONGEST_SUBJECT), nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
"""The rows of the audit log, numbered without gaps. `hash`: the SHA-256 hash of the hash of the previous row and of the content."""

audit_chain = Table(
    "audit_chain",
    service_tables,
    Column("id", Integer, primary_key=True),
    Column("anchor_sequence", _Sequence, nullable=False),
    Column("anchor_hash", LargeBinary, nullable=False),
    Column("head_sequence", _Sequence, nullable=False),
    Column("head_hash", LargeBinary, nullable=False),
)
"""The only row: the last row that was trimmed (the anchor), and the newest row (the head). A writer locks it."""
