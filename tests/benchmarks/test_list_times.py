"""The benchmark of lists runs, with every page and route that it measures."""

from pathlib import Path

import pytest

from tests.benchmarks.lists import LISTS, measure


@pytest.mark.full
async def test_every_reading_is_measured_and_the_commands_with_and_without_indexes(tmp_path: Path) -> None:
    found = await measure(f"sqlite+aiosqlite:///{tmp_path / 'lists.db'}", 250)
    assert LISTS.keys() < {each.title for each in found.readings}
    assert all(each.processor > 0 for each in found.readings)
    assert found.cost.indexes > 0
    assert found.cost.ratio > 0
