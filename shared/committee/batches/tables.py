"""The table of the results of batches that were given from pages."""

from sqlalchemy import Column, LargeBinary, String, Table

from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

batch_results = Table(
    "batch_results",
    service_tables,
    Column("id", String(32), primary_key=True),
    Column("account", String(LONGEST_NAME), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("command", String(32), nullable=False),
    Column("results", LargeBinary, nullable=False),
    Column("executed_at", Timestamp, nullable=False, index=True),
)
"""The results of a batch, which its page shows to the account that gave it, for seven days."""
