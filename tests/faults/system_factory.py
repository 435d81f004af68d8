"""The factory of the systems of the gate."""

from pathlib import Path

from tests.faults.brokers import FaultyBroker
from tests.faults.gate import Make
from tests.faults.scenarios import Scenario
from tests.faults.system import ROOT, FaultSystem
from tests.support.ports import free_base
from tests.support.postgres import Postgres

_BROKER = 50


def broker_of(folder: Path, base: int) -> FaultyBroker:
    """Returns the broker of a system, not started. `base`: the first of the ports of the system."""
    return FaultyBroker(folder / "kafka", base + _BROKER)


def system_factory(*, source: Path = ROOT) -> Make:
    """Returns the function that makes the system of a scenario. `source`: the source tree whose programs run."""

    def make(scenario: Scenario, folder: Path) -> FaultSystem:
        base = free_base()
        postgres = Postgres() if scenario.database == "PostgreSQL" else None
        return FaultSystem(folder, broker_of(folder, base), base, source=source, postgres=postgres)

    return make
