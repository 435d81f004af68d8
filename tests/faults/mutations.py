"""The program without one of its rules, which the gate must detect. Only copies of the program are changed."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from tests.faults.repetition import Repetition
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.system import ROOT

_PARTS = ("deploy", "services", "shared")
_CHECKPOINTS = 3
"""Number of checkpoints during the writes before a kill."""


class Edit(NamedTuple):
    """A replacement in a file that contains the old text once."""

    file: str
    old: str
    new: str

    def count(self, tree: Path) -> int:
        """Returns how often the file contains the old text."""
        return (tree / self.file).read_text(encoding="utf-8").count(self.old)

    def make(self, tree: Path) -> None:
        """Replaces the text."""
        if self.count(tree) != 1:
            raise ValueError(f"{self.file}: there {self.count(tree)} times: {self.old!r}")
        file = tree / self.file
        file.write_text(file.read_text(encoding="utf-8").replace(self.old, self.new), encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """`given`: edits with which the program remains right; `rule`: the edit that removes the rule; `runs`: repetitions to detect it."""

    name: str
    scenario: Scenario
    rule: Edit
    given: tuple[Edit, ...] = ()
    runs: int = 5
    limit: float = 30.0


async def nothing_breaks(rep: Repetition) -> None:
    await rep.middle()


async def tally_killed_later(rep: Repetition) -> None:
    tally = rep.tally()
    await rep.checkpointed(tally, _CHECKPOINTS)
    await rep.restarted(tally)


def _named(name: str) -> Scenario:
    return next(each for each in SCENARIOS if each.name == name)


_QUIET = Scenario("quiet", "nothing breaks", nothing_breaks, replays=False)
_WORKER = "services/aggregation/worker.py"
_RELAY = "shared/messaging/outbox/relay.py"

_LOSSES = Edit(
    _WORKER,
    "        async for batch in stream:\n",
    "        import random\n        async for batch in stream:\n            if random.random() < 0.2:\n                continue\n",
)
"""Faust loses some batches."""

_SLOW_MARK = Edit(
    _RELAY,
    "                    sent = await self._send(sender, batch)\n",
    "                    sent = await self._send(sender, batch)\n                    await asyncio.sleep(2)\n",
)
"""The relay spends nearly all of its time between sending and marking, so that a kill happens there."""

MUTATIONS = (
    Mutation(
        name="the one rule",
        scenario=_QUIET,
        given=(_LOSSES,),
        rule=Edit("services/aggregation/partition_progress.py", "return batch.start <= self.position", "return True"),
    ),
    Mutation(
        name="the watch",
        scenario=_QUIET,
        given=(_LOSSES,),
        rule=Edit(
            "services/aggregation/consumer.py",
            "await self.rewind({tp for tp, at in now.items() if before.get(tp) == at < delivered.get(tp, at)})",
            "pass",
        ),
    ),
    Mutation(
        name="a position in one piece with its state",
        scenario=replace(_named("tally-killed"), fault=tally_killed_later, replays=False),
        rule=Edit(
            "services/aggregation/checkpointer.py",
            "        started = time.monotonic()\n        state = self._processor.state(tp)\n",
            "        newest = self._processor.state(tp)\n"
            "        earlier = self.__dict__.setdefault('earlier', {})\n"
            "        tables = earlier.get(tp) or {name: {} for name in newest.tables}\n"
            "        earlier[tp], state = newest.tables, newest._replace(tables=tables)\n"
            "        started = time.monotonic()\n",
        ),
    ),
    Mutation(
        name="the mark after the send",
        scenario=_named("relay-killed"),
        given=(_SLOW_MARK,),
        rule=Edit(
            _RELAY,
            "                    sent = await self._send(sender, batch)\n",
            "                    await mark_published(self.database, cluster, [PublishedEvent(id, -1, 0) for id in batch])\n"
            "                    await asyncio.sleep(2)\n"
            "                    sent = await self._send(sender, batch)\n",
        ),
    ),
    Mutation(
        name="markers",
        scenario=_named("topic-truncated"),
        rule=Edit(
            "services/aggregation/rollup/processor.py",
            "                self._drop(void)\n",
            "                continue\n",
        ),
        limit=120.0,
        runs=3,
    ),
    Mutation(
        name="committed records only",
        scenario=_named("record-aborted"),
        # Of the workers only: services that read aborted records would override them as foreign, and the figures be right again.
        rule=Edit(
            "services/aggregation/consumer.py",
            "consumer._isolation_level = ISOLATION_LEVEL",
            'consumer._isolation_level = "read_uncommitted"',
        ),
        runs=2,
    ),
)


def copy_of_the_program(folder: Path, edits: tuple[Edit, ...]) -> Path:
    """Returns a copy of the source tree with these edits."""
    for part in _PARTS:
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)  # the version of the product
    for edit in edits:
        edit.make(folder)
    return folder
