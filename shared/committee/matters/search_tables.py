"""The tables of the search index of matters."""

from sqlalchemy import Column, String, Table, Text

from shared.contracts.subjects import LONGEST_ID
from shared.storage.columns import keys
from shared.storage.database import service_tables

search_keys = Table(
    "search_keys",
    service_tables,
    Column("matter", String(LONGEST_ID), primary_key=True),
    Column("key", Text, nullable=False),
)
"""The comparison keys of the searched texts of a matter, one line for each text."""

search_grams = Table(
    "search_grams",
    service_tables,
    *keys(organization=String(32), kind=String(32), gram=String(2), matter=String(LONGEST_ID)),
    sqlite_with_rowid=False,
)
"""The characters and pairs of adjacent characters of that key: the index of the search."""
