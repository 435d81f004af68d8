"""A short run of the gate: each day other scenarios, a few repetitions each."""

from datetime import UTC, datetime

import pytest

from tests.faults.gate import in_lanes
from tests.faults.scenarios import SCENARIOS
from tests.faults.system_factory import system_factory

FEW = 4
RUNS = 3
"""About four minutes on two busy cores; `make gate` runs every scenario twenty times."""

pytestmark = [pytest.mark.full, pytest.mark.timeout(1800)]


async def test_whatever_breaks_today_every_figure_is_exact_afterwards() -> None:
    day = datetime.now(UTC).date().toordinal()
    today = [SCENARIOS[(day * FEW + number) % len(SCENARIOS)] for number in range(FEW)]
    outcomes = await in_lanes(system_factory(), print, today, RUNS, seed=day)
    assert {outcome.scenario.name: outcome.wrong for outcome in outcomes if outcome.wrong} == {}
