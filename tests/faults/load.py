"""What goes on while something breaks: clerks write, and old events come again."""

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
    """A write that was answered with success."""

    matter: str
    epoch: int
    sequence: int


class Load:
    """`journal`: every answered write. Writers can be halted: then nothing is under way."""

    def __init__(self, clerks: Clerks, topics: Topics, dice: Random, journal: list[Write]) -> None:
        self.journal = journal
        self.clerks = clerks
        self._topics = topics
        self._dice = dice
        self._go = asyncio.Event()
        self._go.set()
        self._moved = asyncio.Condition()
        self._busy = 0
        self._ending = False

    async def answered(self, more: int) -> None:
        """Returns when so many more writes have been answered."""
        goal = len(self.journal) + more
        await self._until(lambda: len(self.journal) >= goal)

    async def halt(self) -> None:
        """No write is under way any more, until `resume`."""
        self._go.clear()
        await self._until(lambda: self._busy == 0)

    def resume(self) -> None:
        """Clerks write again."""
        self._go.set()

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._moved:
            await self._moved.wait_for(holds)

    @asynccontextmanager
    async def going_on(self, *, replays: bool) -> AsyncIterator["Load"]:
        """Writes inside the block; at its end every write has had its answer."""
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
                await self._tell()
            await asyncio.sleep(_PAUSE)  # the pace of a clerk

    async def _story(self) -> None:
        """A matter begins, and takes a step."""
        account = world.clerk(self._dice.choice(world.COUNTIES))
        kind = self._dice.choice(world.KINDS)
        begun = await self._post(account, kind.path, kind.body)
        if kind.command is not None and self._go.is_set():
            await self._post(account, f"{kind.path}/{begun.matter}/{kind.command}", {})

    async def _post(self, account: str, path: str, body: dict[str, Any]) -> Write:
        answer = await self.clerks.post(world.WRITER, account, path, json=body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
        said = answer.json()
        write = Write(said["id"], said["epoch"], said["sequence"])
        self.journal.append(write)
        await self._tell()
        return write

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _replay(self) -> None:
        """While Kafka is away there is nobody to tell."""
        while not self._ending:
            with suppress(KafkaError, TimeoutError, OSError):
                await put(self._topics.kafka, self._topics.some(self._dice, _REPLAYED_AT_ONCE))
            await asyncio.sleep(_REPLAY_PAUSE)
