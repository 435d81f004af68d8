"""The verifier of a system: right means that all figures are exact and nothing is pending before the time is over."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from aiokafka.errors import KafkaError
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from deploy.ops.databases import databases
from deploy.ops.reconcile.invariant import compare_once
from shared.contracts.topics import EVENT_TOPICS, Topic, names_of
from shared.messaging.clients import admin
from shared.messaging.outbox.table import outbox
from tests.faults import organizations
from tests.faults.load import Write
from tests.faults.system import FaultSystem
from tests.faults.topics import Place, TopicRecords

_AGAIN_SECONDS = 0.2
_GROUPS = {"lianxi-tally": names_of(EVENT_TOPICS), "lianxi-rollup": names_of([Topic.TALLIES])}
_SHOWN = 5


class Verdict(NamedTuple):
    """`wrong`: the fault, empty if there is none. `seconds`: until the first exact reconcile."""

    wrong: str
    seconds: float


class Verifier:
    """Compares the written events with their expected effects. `malformed`: the places of records that cannot be decoded."""

    def __init__(self, system: FaultSystem, topics: TopicRecords) -> None:
        self._system = system
        self._topics = topics
        self.journal: list[Write] = []
        self.malformed: set[Place] = set()

    async def verdict(self, *, since: float, within: float) -> Verdict:
        """Returns the verdict as soon as everything is right, or when the time is over. `since`: on the monotonic clock."""
        deadline = time.monotonic() + within
        exact: float | None = None
        while True:
            try:
                wrong = await self._figures()
                exact = exact or (None if wrong else time.monotonic() - since)
                wrong = wrong or await self._written() or await self._behind() or self._letters()
            except (KafkaError, OSError, SQLAlchemyError) as error:
                wrong = f"no look: {error!r}"
            if not wrong or time.monotonic() > deadline:
                return Verdict(wrong, exact or time.monotonic() - since)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _figures(self) -> str:
        """Runs `reconcile` and returns its fault."""
        found = await compare_once(self._system.settings, self._system.kafka)
        if found.pending:
            return f"{found.pending} events wait in the outbox"
        shown = "; ".join(map(str, found.differences[:_SHOWN]))
        return f"{len(found.differences)} figures differ: {shown}" if found.differences else ""

    async def _written(self) -> str:
        """Checks that every write with a response is once in its database, and in its topic."""
        await self._topics.read()
        query, kept = select(outbox.c.matter, outbox.c.epoch, outbox.c.sequence), set[tuple[Any, ...]]()
        for service in organizations.SERVICES:
            async with databases(self._system.settings, service) as opened, opened.service.reading() as connection:
                kept |= {tuple(row) for row in await connection.execute(query)}
        if lost := [write for write in self.journal if write not in kept]:
            return f"{len(lost)} answered writes are not in the database: {lost[:_SHOWN]}"
        untold = [write for write in self.journal if _id(write) not in self._topics.ids]
        return f"{len(untold)} answered writes are not in their topic: {untold[:_SHOWN]}" if untold else ""

    async def _behind(self) -> str:
        """Checks that every worker has reported the end of all partitions as folded."""
        client = admin(self._system.kafka)
        try:
            await client.start()
            for group, topics in _GROUPS.items():
                offsets = await client.list_consumer_group_offsets(group)
                behind = {
                    tp: end
                    for tp, end in self._topics.ends.items()
                    if tp.topic in topics and end and (tp not in offsets or offsets[tp].offset < end)
                }
                if behind:
                    return f"{group} is behind: {_shown(behind)}"
        finally:
            await client.close()
        return ""

    def _letters(self) -> str:
        """Checks that there is one dead letter for each record that cannot be read, and no other."""
        missing, foreign = self.malformed - self._topics.letters, self._topics.letters - self.malformed
        return f"dead letters: missing {_shown(missing)}, foreign {_shown(foreign)}" if missing or foreign else ""


def _id(write: Write) -> str:
    return f"{write.matter}/{write.epoch}/{write.sequence}"


def _shown(things: Iterable[object]) -> str:
    return ", ".join(str(thing) for thing in list(things)[:_SHOWN]) or "none"
