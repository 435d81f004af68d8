"""The load during a fault: clerks write, and old events are published again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any, NamedTuple

from aiokafka.errors import KafkaError

from tests.faults import world
from tests.faults.clerks import Clerks
from tests.faults.topics import Topics, put

WRITERS = 4
_PAUSE = 0.02
_REPLAYED_AT_ONCE = 300
_REPLAY_PAUSE = 0.2


class Write(NamedTuple):
    """A write with a successful response."""

    matter: str
    epoch: int
    sequence: int


class Load:
    """`journal`: every write with a response. Writers can be halted; then no write is in progress."""

    def __init__(self, clerks: Clerks, topics: Topics, rng: Random, journal: list[Write]) -> None:
        self.journal = journal
        self.clerks = clerks
        self._topics = topics
        self._rng = rng
        self._go = asyncio.Event()
        self._go.set()
        self._moved = asyncio.Condition()
        self._busy = 0
        self._ending = False

    async def answered(self, more: int) -> None:
        """Returns when this many further writes have been answered."""
        goal = len(self.journal) + more
        await self._until(lambda: len(self.journal) >= goal)

    async def halt(self) -> None:
        """Stops writing until `resume`; returns when no write is in progress."""
        self._go.clear()
        await self._until(lambda: self._busy == 0)

    def resume(self) -> None:
        """Lets clerks write again."""
        self._go.set()

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._moved:
            await self._moved.wait_for(holds)

    @asynccontextmanager
    async def going_on(self, *, replays: bool) -> AsyncIterator["Load"]:
        """Writes inside the block; at its end every write has a response."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WRITERS):
                tasks.create_task(self._write())
            replaying = tasks.create_task(self._replay()) if replays else None
            yield self
            self._ending = True
            self._go.set()
            if replaying is not None:
                await replaying

    async def _write(self) -> None:
        while not self._ending:
            await self._go.wait()
            self._busy += 1
            try:
                await self._story()
            finally:
                self._busy -= 1
                await self._notify()
            await asyncio.sleep(_PAUSE)  # the pace of a clerk

    async def _story(self) -> None:
        """Creates a matter, or takes the plan of the county, and executes the commands that follow, until the load is halted."""
        county = self._rng.choice(world.COUNTIES)
        account, kind = world.clerk(county), self._rng.choice((*world.KINDS, world.PLAN))
        begun = (
            self.clerks.plans[county]
            if kind is world.PLAN
            else (await self._post(account, kind.path, kind.body)).matter
        )
        for command, body in kind.steps:
            if not self._go.is_set():
                return
            await self._post(account, f"{kind.path}/{begun}/{command}", body)

    async def _post(self, account: str, path: str, body: dict[str, Any]) -> Write:
        answer = await self.clerks.post(world.WRITER, account, path, json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
        said = answer.json()
        write = Write(said["id"], said["epoch"], said["sequence"])
        self.journal.append(write)
        await self._notify()
        return write

    async def _notify(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _replay(self) -> None:
        """Publishes old events again; skips it while Kafka is unavailable."""
        while not self._ending:
            with suppress(KafkaError, TimeoutError, OSError):
                await put(self._topics.kafka, self._topics.some(self._rng, _REPLAYED_AT_ONCE))
            await asyncio.sleep(_REPLAY_PAUSE)
