"""The load during a fault: clerks write and receive, and old events are published again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any, NamedTuple

import httpx
from aiokafka.errors import KafkaError

from tests.faults import organizations
from tests.faults.clerks import Clerks
from tests.faults.matter_flows import LIVES, Life, receive
from tests.faults.topics import TopicRecords, put

WRITERS = 4
_PAUSE = 0.02
_RECEIVING_PAUSE = 0.3
_REPLAYED_AT_ONCE = 300
_REPLAY_PAUSE = 0.2


class Write(NamedTuple):
    """A write with a successful response."""

    matter: str
    epoch: int
    sequence: int


class HaltedError(Exception):
    """The load is halted; no further write begins."""


class Load:
    """`journal`: every write of a matter with a response. Writers can be halted; then no write is in progress."""

    def __init__(self, clerks: Clerks, topics: TopicRecords, rng: Random, journal: list[Write]) -> None:
        self.journal = journal
        self.clerks = clerks
        self.rng = rng
        self.plans = {id: asyncio.Lock() for id in clerks.plans}
        self._topics = topics
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
                tasks.create_task(self._repeat(lambda: self.rng.choice(LIVES), _PAUSE))
            tasks.create_task(self._repeat(lambda: receive, _RECEIVING_PAUSE))
            replaying = tasks.create_task(self._replay()) if replays else None
            yield self
            self._ending = True
            self._go.set()
            if replaying is not None:
                await replaying

    async def _repeat(self, life_of: Callable[[], Life], pause: float) -> None:
        while not self._ending:
            await self._go.wait()
            self._busy += 1
            try:
                with suppress(HaltedError):
                    await life_of()(self)
            finally:
                self._busy -= 1
                await self._notify()
            await asyncio.sleep(pause)  # the pace of a clerk

    async def write(self, organization: str, path: str, **body: Any) -> str:
        """Executes a write that must succeed; returns the id of the matter."""
        answer = await self._post(organization, path, body)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text[:300]}"
        return str(answer.json()["id"])

    async def attempt(self, organization: str, path: str, **body: Any) -> bool:
        """Executes a write that is refused while events of another service have not arrived; returns whether it succeeded."""
        return (await self._post(organization, path, body)).is_success

    async def read(self, organization: str, path: str, **params: Any) -> Any:
        """Returns the content of a resource."""
        self._check_halted()
        return await self.clerks.get(
            organizations.service_of(organization), organizations.clerk(organization), path, **params
        )

    async def _post(self, organization: str, path: str, body: dict[str, Any]) -> httpx.Response:
        self._check_halted()
        answer = await self.clerks.post(
            organizations.service_of(organization), organizations.clerk(organization), path, json=body
        )
        if answer.is_success and not path.startswith("/comment-requests"):  # a request for comments is no matter
            receipt = answer.json()
            self.journal.append(Write(receipt["id"], receipt["epoch"], receipt["sequence"]))
            await self._notify()
        return answer

    def _check_halted(self) -> None:
        if not self._go.is_set():
            raise HaltedError

    async def _notify(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def _replay(self) -> None:
        """Publishes old events again; skips it while Kafka is unavailable."""
        while not self._ending:
            with suppress(KafkaError, TimeoutError, OSError):
                await put(self._topics.kafka, self._topics.some(self.rng, _REPLAYED_AT_ONCE))
            await asyncio.sleep(_REPLAY_PAUSE)
