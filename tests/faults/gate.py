"""The crash gate: repeats each scenario and judges the system after each repetition."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import KW_ONLY, dataclass, field
from itertools import chain, groupby
from pathlib import Path
from random import Random
from signal import SIGTERM
from statistics import median
from traceback import format_exc, format_exception_only

from tests.faults.load import Load
from tests.faults.repetition import BEFORE, Repetition
from tests.faults.scenarios import Scenario
from tests.faults.system import FaultSystem
from tests.faults.topics import TopicRecords
from tests.faults.verifier import Verdict, Verifier

Make = Callable[[Scenario, Path], FaultSystem]
Report = Callable[[str], None]
_FIRST_SECONDS = 120.0
_STARTS = 3
_GROWN = 2500
"""Number of writes after which a system is replaced, because each check of a larger one takes longer."""


@dataclass(kw_only=True)
class Outcome:
    """The result of the repetitions of one scenario. `wrong`: the fault of each repetition that was not right."""

    scenario: Scenario
    runs: int = 0
    writes: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return median(self.seconds) if self.seconds else 0.0

    @property
    def longest(self) -> float:
        return max(self.seconds, default=0.0)


class Trial:
    """A running system and its verifier."""

    def __init__(self, system: FaultSystem) -> None:
        self.system = system
        self.topics = TopicRecords(system.kafka)
        self.verifier = Verifier(system, self.topics)

    async def workers(self, count: int) -> None:
        """Starts or stops tally workers until this many run."""
        up = [worker for worker in self.system.tallies if worker.is_up]
        for worker in up[count:]:
            await worker.down(SIGTERM)
        missing = [worker for worker in self.system.tallies if not worker.is_up][: max(0, count - len(up))]
        for worker in missing:
            worker.up(self.system.processes)
        await asyncio.gather(*[worker.ready() for worker in missing])


@dataclass(eq=False)
class Gate:
    """`make`: returns a system that is not started. `limit`: seconds after which a repetition is wrong, instead of the scenario's own.

    `first_wrong`: stops after the first wrong repetition.
    """

    make: Make
    report: Report
    _: KW_ONLY
    seed: int = 0
    limit: float | None = None
    first_wrong: bool = False
    _trial: Trial | None = field(default=None, init=False)

    async def run(self, scenarios: Sequence[Scenario], runs: int) -> list[Outcome]:
        """Runs all repetitions, on one system as long as it is right and not too large."""
        outcomes = [Outcome(scenario=scenario) for scenario in scenarios]
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self._end)
            for outcome in outcomes:
                while outcome.runs < runs and not (outcome.wrong and self.first_wrong):
                    await self._once(outcome)
        return outcomes

    async def _once(self, outcome: Outcome) -> None:
        try:
            trial = self._trial or await self._begin(outcome.scenario)
            before = len(trial.verifier.journal)
            verdict = await self._repetition(trial, outcome)
            outcome.writes += max(0, len(trial.verifier.journal) - before)
        except Exception as error:  # noqa: BLE001 - any error means that the system is wrong
            self.report(format_exc())
            verdict = Verdict("; ".join(_lines(error)), 0.0)
        outcome.runs += 1
        (outcome.wrong if verdict.wrong else outcome.seconds).append(verdict.wrong or verdict.seconds)  # type: ignore[arg-type]
        result = f"WRONG: {verdict.wrong}" if verdict.wrong else f"exact after {verdict.seconds:.1f} s"
        self.report(f"{outcome.scenario.name} {outcome.runs}: {result}")
        if verdict.wrong or (self._trial and len(self._trial.verifier.journal) > _GROWN):
            await self._end(keep=bool(verdict.wrong) and not self.first_wrong)

    async def _begin(self, scenario: Scenario) -> Trial:
        """Returns a system that is right. A system that does not start proves nothing; the third such failure is raised."""
        for left in reversed(range(_STARTS)):
            self._trial = Trial(self.make(scenario, Path(tempfile.mkdtemp(prefix="faults-"))))
            try:
                await self._trial.system.start()
                break
            except Exception as error:
                self.report(f"{scenario.name}: not started: {error!r}")
                await self._end(keep=not left)
                if not left:
                    raise
        assert self._trial is not None
        first = await self._trial.verifier.verdict(since=time.monotonic(), within=self.limit or _FIRST_SECONDS)
        if first.wrong:
            raise RuntimeError(f"not right before anything broke: {first.wrong}")
        return self._trial

    async def _end(self, *, keep: bool = False) -> None:
        trial, self._trial = self._trial, None
        if trial is not None:
            await trial.system.close()
            if keep:
                self.report(f"the logs are in {trial.system.folder}")
            else:
                shutil.rmtree(trial.system.folder, ignore_errors=True)

    async def _repetition(self, trial: Trial, outcome: Outcome) -> Verdict:
        scenario = outcome.scenario
        rng = Random(f"{self.seed}/{scenario.name}/{outcome.runs}")
        load = Load(trial.system.clerks, trial.topics, rng, trial.verifier.journal)
        within = self.limit or scenario.within
        await trial.workers(scenario.tallies)
        async with asyncio.timeout(3 * within), load.going_on(replays=scenario.replays):
            await scenario.fault(
                Repetition(system=trial.system, topics=trial.topics, verifier=trial.verifier, load=load, rng=rng)
            )
            ended = time.monotonic()
            await load.answered(BEFORE)
        return await trial.verifier.verdict(since=ended, within=within)


async def in_lanes(make: Make, report: Report, scenarios: Sequence[Scenario], runs: int, *, seed: int) -> list[Outcome]:
    """Runs the scenarios of one lane in sequence on one system, and the lanes concurrently."""

    def lane(scenario: Scenario) -> str:
        return scenario.lane

    lanes = [list(each) for _, each in groupby(sorted(scenarios, key=lane), key=lane)]
    done = await asyncio.gather(*[Gate(make, report, seed=seed).run(each, runs) for each in lanes])
    return sorted(chain.from_iterable(done), key=lambda outcome: scenarios.index(outcome.scenario))


def _lines(error: BaseException) -> Iterator[str]:
    """Yields the message of an error, or of the errors in nested groups."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each)
    else:
        yield "".join(format_exception_only(error)).strip()
