"""The table of saved filters."""

from sqlalchemy import Column, String, Table

from shared.domain.lines import LONGEST_LINE
from shared.storage.database import service_tables
from shared.web.accounts import LONGEST_NAME

LONGEST_TITLE = 30
LONGEST_QUERY = 1000

saved_filters = Table(
    "saved_filters",
    service_tables,
    Column("account", String(LONGEST_NAME), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("title", String(LONGEST_LINE), primary_key=True),
    Column("query", String(LONGEST_QUERY), nullable=False),
)
"""The filters of lists that an account has saved under a title. `query`: the query string of the address of the list."""
