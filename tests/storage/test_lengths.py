"""Columns are as long as the accepted values: PostgreSQL refuses longer ones, SQLite does not check."""

import pytest

from shared.contracts.subjects import LONGEST_ID, LONGEST_KEY
from shared.domain.lines import LONGEST_LINE
from shared.web.accounts import LONGEST_NAME
from tests.storage.tables import all_tables

LENGTHS = {
    "account": LONGEST_NAME,
    "author": LONGEST_NAME,
    "actor": LONGEST_NAME,
    "unit": LONGEST_LINE,
    "title": LONGEST_LINE,
    "matter": LONGEST_ID,
    "origin": LONGEST_ID,
    "transfer": LONGEST_ID,
    "organization": LONGEST_KEY,
    "counterpart": LONGEST_KEY,
    "cluster": None,
}
"""Column -> what it must have room for; None: it is not limited."""


@pytest.mark.parametrize("name", LENGTHS)
def test_a_column_has_room_for_all_that_is_accepted(name: str) -> None:
    found = {
        str(column): getattr(column.type, "length", None)
        for metadata in all_tables().values()
        for table in metadata.tables.values()
        for column in table.columns
        if column.name == name
    }
    needed = LENGTHS[name]
    assert found
    assert {
        each for each, length in found.items() if length is not None and (needed is None or length < needed)
    } == set()
