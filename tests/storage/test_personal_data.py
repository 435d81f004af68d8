"""The inventory of personal data in docs/security.md is complete."""

import re
from pathlib import Path

from tests.storage.tables import all_tables

_ROOT = Path(__file__).parents[2]


def _section() -> str:
    text = (_ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    return text.partition("## Personal data\n")[2].partition("\n## ")[0]


def test_every_table_of_the_service_database_is_in_the_inventory_once() -> None:
    rows = [line.split("|")[1] for line in _section().splitlines() if line.startswith("| `")]
    named = [name for cell in rows for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(all_tables()["service"].tables)


def test_every_table_of_the_read_database_is_named_as_without_personal_data() -> None:
    introduction = _section().partition("|")[0]
    assert set(all_tables()["read"].tables) <= set(re.findall(r"`(\w+)`", introduction))


def test_every_row_with_personal_data_has_a_purpose_and_a_time() -> None:
    for line in _section().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and not cells[1].startswith("none"):
            assert all(cells[1:4]), line
