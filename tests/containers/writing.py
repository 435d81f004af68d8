"""Proposals that are written during a fault, and the number of them whose submission was answered, by organization."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from deploy.demo.client import Clerk
from shared.domain.calendar import today
from tests.containers.stack import PASSWORD, Stack

WRITERS = {"522625": "county", "520603": "county", "520600": "city"}
"""Organization -> the service in which its secretariat writes."""

MEASURE = "proposals_received"
"""The figure that each of the proposals increases by one."""


class Writing:
    """`answered`: organization -> number of proposals. A request without an answer is sent again with the same idempotency key."""

    def __init__(self, stack: Stack) -> None:
        passwords = {_account(key): PASSWORD for key in WRITERS}
        self._clerks = {service: Clerk(stack.address(service), passwords) for service in set(WRITERS.values())}
        self._moved = asyncio.Condition()
        self.answered = Counter[str]()
        self.ends = False

    async def more(self, number: int) -> None:
        """Returns when this many further proposals have been answered."""
        goal = self.answered.total() + number
        async with self._moved:
            await self._moved.wait_for(lambda: self.answered.total() >= goal)

    async def write(self, key: str) -> None:
        """Writes one proposal after another until `ends`; the last one is answered, too."""
        clerk = self._clerks[WRITERS[key]]
        while not self.ends:
            body = {"title": "关于容器的提案", "content": "正文"}
            begun = await clerk.post(_account(key), "/proposals", key=uuid4().hex, json=body)
            await clerk.post(_account(key), f"/proposals/{begun['id']}/submit", key=uuid4().hex, json={})
            self.answered[key] += 1
            async with self._moved:
                self._moved.notify_all()

    async def close(self) -> None:
        for clerk in self._clerks.values():
            await clerk.close()


@asynccontextmanager
async def writing(stack: Stack) -> AsyncIterator[Writing]:
    """Writes inside the block; at its end every proposal has been answered."""
    writes = Writing(stack)
    try:
        async with asyncio.TaskGroup() as tasks:
            for key in WRITERS:
                tasks.create_task(writes.write(key))
            yield writes
            writes.ends = True
    finally:
        await writes.close()


def figures(stack: Stack) -> Counter[str]:
    """Returns what the report shows of the organizations that write."""
    year = today(datetime.now(UTC)).year
    return Counter({key: stack.figure(key, MEASURE, year=year) for key in WRITERS})


def _account(key: str) -> str:
    return f"{key}-secretariat"
