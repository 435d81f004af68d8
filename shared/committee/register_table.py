"""The tables of registers of committees."""

from sqlalchemy import Column, String, Table
from sqlalchemy.schema import SchemaItem

from shared.contracts.subjects import LONGEST_ID
from shared.domain.lines import LONGEST_LINE
from shared.storage.columns import required
from shared.storage.database import service_tables


def register_table(table: str, *columns: SchemaItem) -> Table:
    """Returns the table of a register: id, organization and name of an entry, then the columns of this register."""
    return Table(
        table,
        service_tables,
        Column("id", String(LONGEST_ID), primary_key=True),
        *required(organization=String(32), name=String(LONGEST_LINE)),
        *columns,
    )
