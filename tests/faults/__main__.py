"""`python -m tests.faults`: the crash gate. The exit status is 0 only if every repetition was right."""

import argparse
import asyncio
import logging
import signal
import sys
import time

from tests.faults.gate import in_lanes
from tests.faults.matrix import ENOUGH_RUNS, row, write
from tests.faults.scenarios import SCENARIOS
from tests.faults.system_factory import system_factory


def main() -> int:
    """Runs the scenarios that the arguments select."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="repetitions of each scenario")
    parser.add_argument("--scenario", action="append", choices=[each.name for each in SCENARIOS], help="only this one")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that all our processes are ended
    logging.disable(logging.ERROR)  # warnings of clients about an unavailable broker are expected
    chosen = [each for each in SCENARIOS if not given.scenario or each.name in given.scenario]
    _report(f"seed {given.seed}, {len(chosen)} scenarios, {given.runs} runs each")
    outcomes = asyncio.run(in_lanes(system_factory(), _report, chosen, given.runs, seed=given.seed))
    for each in outcomes:
        _report(row(each, day="today", seed=given.seed).strip())
    if given.runs >= ENOUGH_RUNS:
        write(outcomes, seed=given.seed)
    return 1 if any(outcome.wrong for outcome in outcomes) else 0


def _report(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)  # noqa: T201 - progress


if __name__ == "__main__":
    sys.exit(main())
