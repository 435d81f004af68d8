"""A short run of the benchmark of the country."""

from pathlib import Path

import pytest

from tests.benchmarks.country import run
from tests.benchmarks.country_tables import countries

pytestmark = [pytest.mark.full, pytest.mark.timeout(400)]


async def test_a_small_country_is_counted_and_its_pages_are_measured(tmp_path: Path) -> None:
    found = await run(tmp_path / "run", ["63"], 600, 2)
    assert found.events > found.matters > 0
    assert min(found.tally, found.rollup, found.region) > 1
    assert all(0 < page.p50 <= page.p95 for page in found.pages)
    assert "until the report of the region service is right" in countries([found])
