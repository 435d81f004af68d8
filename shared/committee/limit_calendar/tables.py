"""The table of calendar feeds."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table

from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

calendar_feeds = Table(
    "calendar_feeds",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", Timestamp, nullable=False),
)
"""The calendar feed of an account, by the hash of the token in its address; an account has one at most."""
