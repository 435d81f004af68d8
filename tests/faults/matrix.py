"""`docs/fault-matrix.md`: the results of the gate."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.faults.gate import Outcome
from tests.faults.system import ROOT

FILE = ROOT / "docs" / "fault-matrix.md"
_HEAD = """# Fault matrix

Written by `make gate`. It injects each fault repeatedly into a running system on Apache Kafka, while clerks write over HTTP and old
events are published again. A run is right when, within its time limit, every figure equals its recomputation (`reconcile`), every worker
has published the snapshot of its input up to the end, every write with a response is in its database and in its topic, and there is
exactly one dead letter for each record that cannot be read. All runs of a scenario use one system, so a run also finds what an earlier
one left behind; after a wrong run a new system is started. Seconds to recover: from the end of the fault to the first exact reconcile,
including the start of processes.

`tests/faults/test_mutations.py` tests the gate itself: it removes one rule from a copy of the program, and the gate must report a fault.

"""


def table(outcomes: Sequence[Outcome]) -> str:
    """Returns a table with a row for each scenario."""
    lines = [
        "| scenario | database | runs | wrong | seconds to recover: median | longest | writes |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.scenario.title} | {each.scenario.database} | {each.runs} | {len(each.wrong)} "
        f"| {each.middle:.1f} | {each.longest:.1f} | {each.writes} |"
        for each in outcomes
    ]
    return "\n".join(lines)


def write(outcomes: Sequence[Outcome], *, seed: int) -> None:
    """Writes the whole page, including failures."""
    wrong = [f"- {each.scenario.name}: {what}" for each in outcomes for what in each.wrong]
    parts = [f"{datetime.now(UTC):%Y-%m-%d}, seed {seed}.", table(outcomes)]
    if wrong:
        parts.append("## Faults found\n\n" + "\n".join(wrong))
    FILE.write_text(_HEAD + "\n\n".join(parts) + "\n", encoding="utf-8")
