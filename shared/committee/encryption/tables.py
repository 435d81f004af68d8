"""The table of the key pairs of organizations that this service hosts."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp

own_records = Table(
    "own_records",
    service_tables,
    Column("organization", String(32), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("private_key", LargeBinary, nullable=False),
    Column("issued_at", Timestamp, nullable=False),
)
"""Every pair ever issued; `private_key` is encrypted with the secret of the service. An older pair still opens content that was sealed
before it was replaced."""
