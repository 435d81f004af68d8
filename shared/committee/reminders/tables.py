"""The table of reminders."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from shared.contracts.subjects import LONGEST_ID
from shared.domain.lines import LONGEST_LINE
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp

reminders = Table(
    "reminders",
    service_tables,
    Column("matter", String(LONGEST_ID), primary_key=True),
    Column("audience", String(8), primary_key=True),
    Column("unit_key", String(LONGEST_LINE), primary_key=True),
    Column("instruction", Integer, primary_key=True, autoincrement=False),
    Column("limit_on", Date, primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("organization", String(32), nullable=False),
    Column("unit", String(LONGEST_LINE), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("recorded_at", Timestamp, nullable=False),
    Index("ix_reminders_organization", "organization", "made_on"),
)
"""The reminders that were made, each once. `audience`: the unit (and the office), the office alone, or the leader; `days`: relative to the
limit, negative before it."""
