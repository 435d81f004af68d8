"""Makes the systems of the gate."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.faults.brokers import Apache, Broker, Embedded
from tests.faults.gate import Make
from tests.faults.scenarios import Scenario
from tests.faults.system import ROOT, System
from tests.ports import free_base
from tests.postgres import Postgres

_BROKER = 50

BROKERS: dict[str, Callable[[Path, int], Broker]] = {
    "kafka": lambda folder, base: Apache(folder / "kafka", base + _BROKER),
    "embedded": lambda _folder, base: Embedded(base + _BROKER),
}


def making(broker: str, *, source: Path = ROOT) -> Make:
    """How a scenario gets its system. `source`: the tree whose programs run."""

    def make(scenario: Scenario, folder: Path) -> System:
        base = free_base(first=_first())
        postgres = Postgres() if scenario.database == "PostgreSQL" else None
        return System(folder, BROKERS[broker](folder, base), base, source=source, postgres=postgres)

    return make


def _first() -> int:
    """Ports are left and taken again here: none of them may be another test's, nor that of another gate."""
    return 10_000 + os.getpid() % 30 * 200
