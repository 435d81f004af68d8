"""Tables of the contents of stored files, each stored once under its SHA-256."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from shared.storage.columns import required
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp

LONGEST_HASH = 64
"""Hexadecimal digits of a SHA-256."""

file_contents = Table(
    "file_contents",
    service_tables,
    Column("hash", String(LONGEST_HASH), primary_key=True),
    *required(size=BigInteger, place=String(16), used_at=Timestamp),
)
"""`place`: where the bytes are, `database` or `folder`; `used_at`: when a file of this content was added last."""

file_chunks = Table(
    "file_chunks",
    service_tables,
    Column("hash", ForeignKey("file_contents.hash", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""The bytes of contents whose place is the database, in chunks numbered from 0."""
