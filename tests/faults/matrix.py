"""`docs/fault-matrix.md`: the newest results of the gate, a row for each scenario."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.gate import Outcome
from tests.faults.scenarios import SCENARIOS
from tests.faults.system import ROOT

FILE = ROOT / "docs" / "fault-matrix.md"
ENOUGH_RUNS = 20
"""The repetitions from which a result is written."""

_TITLE = """# Fault matrix

Written by `make gate`. It injects each fault repeatedly into a running system on Apache Kafka, while clerks write over HTTP and old
events are published again. A run is right when, within its time limit, every figure equals its recomputation (`reconcile`), every worker
has published the snapshot of its input up to the end, every write with a response is in its database and in its topic, and there is
exactly one dead letter for each record that cannot be read. All runs of a scenario use one system, so a run also finds what an earlier
one left behind; after a wrong run a new system is started. Seconds to recover: from the end of the fault to the first exact reconcile,
including the start of processes; they depend on the machine and on what else it does.

`python -m tests.faults --scenario NAME` measures one scenario again and replaces its row. `tests/faults/test_mutations.py` tests the gate
itself: it removes one rule from a copy of the program, and the gate must report a fault.

"""
_COLUMNS = """| scenario | fault | database | runs | wrong | seconds to recover: median | longest | writes | day | seed |
|---|---|---|---|---|---|---|---|---|---|
"""
_FAULTS = "\n## Faults found\n\n"


def row(outcome: Outcome, *, day: str, seed: int) -> str:
    """Returns the row of a scenario."""
    scenario = outcome.scenario
    return (
        f"| {scenario.name} | {scenario.title} | {scenario.database} | {outcome.runs} | {len(outcome.wrong)} "
        f"| {outcome.middle:.1f} | {outcome.longest:.1f} | {outcome.writes} | {day} | {seed} |\n"
    )


def updated(page: str, outcomes: Sequence[Outcome], *, day: str, seed: int) -> str:
    """Returns the page with the outcomes in place of earlier ones of their scenarios, and with the faults of all its rows."""
    new = {each.scenario.name: each for each in outcomes}
    lines = page.splitlines(keepends=True)
    rows, faults = [], []
    for name in (scenario.name for scenario in SCENARIOS):
        if name in new:
            rows.append(row(new[name], day=day, seed=seed))
            faults += [f"- {name}: {' '.join(wrong.split())}\n" for wrong in new[name].wrong]
        else:
            rows += [line for line in lines if line.startswith(f"| {name} |")]
            faults += [line for line in lines if line.startswith(f"- {name}: ")]
    return _TITLE + _COLUMNS + "".join(rows) + (_FAULTS + "".join(faults) if faults else "")


def write(outcomes: Sequence[Outcome], *, seed: int, file: Path = FILE) -> None:
    """Updates the page, including failures."""
    page = updated(file.read_text(encoding="utf-8"), outcomes, day=f"{datetime.now(UTC):%Y-%m-%d}", seed=seed)
    file.write_text(page, encoding="utf-8")
