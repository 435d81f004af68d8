"""The benchmarks of lists and of report pages run, with every page and route that they measure."""

from pathlib import Path

import pytest

from tests.benchmarks import report_pages
from tests.benchmarks.lists import LISTS, measure


@pytest.mark.full
async def test_every_reading_is_measured_and_the_commands_with_and_without_indexes(tmp_path: Path) -> None:
    found = await measure(f"sqlite+aiosqlite:///{tmp_path / 'lists.db'}", 250)
    assert LISTS.keys() < {each.title for each in found.readings}
    assert all(each.processor > 0 for each in found.readings)
    assert found.cost.indexes > 0
    assert found.cost.ratio > 0


@pytest.mark.full
async def test_report_pages_are_measured_for_all_their_townships(tmp_path: Path) -> None:
    conference, country = await report_pages.measure(tmp_path, requests=2)
    assert (conference.townships, country.townships) == (3_060, 41_664)
    assert min(conference.processor, country.processor) > 0
