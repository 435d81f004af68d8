"""The factory of the systems of the gate."""

from pathlib import Path

from tests.faults.brokers import Broker
from tests.faults.gate import Make
from tests.faults.scenarios import Scenario
from tests.faults.system import ROOT, System
from tests.support.ports import free_base
from tests.support.postgres import Postgres

_BROKER = 50


def system_factory(*, source: Path = ROOT) -> Make:
    """Returns the function that makes the system of a scenario. `source`: the source tree whose programs run."""

    def make(scenario: Scenario, folder: Path) -> System:
        base = free_base()
        postgres = Postgres() if scenario.database == "PostgreSQL" else None
        return System(folder, Broker(folder / "kafka", base + _BROKER), base, source=source, postgres=postgres)

    return make
