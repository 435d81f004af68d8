"""`python -m tests.faults`: the crash gate. Exit status 0 only if nothing was wrong."""

import argparse
import asyncio
import logging
import signal
import sys
import time
from itertools import chain, groupby

from tests.faults.gate import Gate, Outcome
from tests.faults.making import BROKERS, making
from tests.faults.matrix import table, write
from tests.faults.scenarios import SCENARIOS, Scenario


def main() -> int:
    """Runs what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="repetitions of each scenario")
    parser.add_argument("--scenario", action="append", choices=[each.name for each in SCENARIOS], help="only this one")
    parser.add_argument("--broker", choices=list(BROKERS), default="kafka")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that nothing of ours is left behind
    logging.disable(logging.ERROR)  # what clients say of a broker that is away is no news here
    chosen = [each for each in SCENARIOS if not given.scenario or each.name in given.scenario]
    _say(f"seed {given.seed}, {len(chosen)} scenarios, {given.runs} runs each")
    outcomes = asyncio.run(_all(chosen, given))
    print(table(outcomes))  # noqa: T201 - the result
    if not given.scenario and given.broker == "kafka":
        write(outcomes, seed=given.seed)
    return 1 if any(outcome.wrong for outcome in outcomes) else 0


async def _all(scenarios: list[Scenario], given: argparse.Namespace) -> list[Outcome]:
    """Scenarios on the same system come one after the other, on their own lanes at the same time."""
    lanes = [list(lane) for _, lane in groupby(sorted(scenarios, key=_lane), key=_lane)]

    async def one(lane: list[Scenario]) -> list[Outcome]:
        return await Gate(making(given.broker), _say, seed=given.seed).run(lane, given.runs)

    done = await asyncio.gather(*[one(lane) for lane in lanes])
    return sorted(chain.from_iterable(done), key=lambda outcome: SCENARIOS.index(outcome.scenario))


def _lane(scenario: Scenario) -> str:
    return scenario.lane


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)  # noqa: T201 - progress


if __name__ == "__main__":
    sys.exit(main())
