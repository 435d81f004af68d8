"""The table of the working calendar."""

from sqlalchemy import Column, Integer, String, Table, Text

from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME

calendar_years = Table(
    "calendar_years",
    service_tables,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("holidays", Text, nullable=False),
    Column("working_days", Text, nullable=False),
    Column("account", String(LONGEST_NAME), nullable=False),
    Column("recorded_at", Timestamp, nullable=False),
)
"""The holidays and working weekends of a year as administrators have entered them, as JSON; the newest entry of a year is valid."""
