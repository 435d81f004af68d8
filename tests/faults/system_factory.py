"""The factory of the systems of the gate."""

from collections.abc import Callable
from pathlib import Path

from tests.faults.brokers import Apache, Broker, Embedded
from tests.faults.gate import Make
from tests.faults.scenarios import Scenario
from tests.faults.system import ROOT, System
from tests.support.ports import free_base
from tests.support.postgres import Postgres

_BROKER = 50

BROKERS: dict[str, Callable[[Path, int], Broker]] = {
    "kafka": lambda folder, base: Apache(folder / "kafka", base + _BROKER),
    "embedded": lambda _folder, base: Embedded(base + _BROKER),
}


def system_factory(broker: str, *, source: Path = ROOT) -> Make:
    """Returns the function that makes the system of a scenario. `source`: the source tree whose programs run."""

    def make(scenario: Scenario, folder: Path) -> System:
        base = free_base()
        postgres = Postgres() if scenario.database == "PostgreSQL" else None
        return System(folder, BROKERS[broker](folder, base), base, source=source, postgres=postgres)

    return make
