"""One time that something breaks: what a scenario has in its hands."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGKILL

from aiokafka import TopicPartition

from shared.contracts.subjects import EVENT_PARTITIONS, own_record_of
from shared.contracts.topics import EVENT_TOPICS, Topic
from tests.faults import world
from tests.faults.addressees import dispatch, entered, voided
from tests.faults.judge import Judge
from tests.faults.load import Load
from tests.faults.processes import Kept
from tests.faults.strangers import stranger
from tests.faults.system import System
from tests.faults.topics import NONSENSE, Place, Told, Topics, partitions, put, put_and_abort

BEFORE = 12
"""So many writes are answered before anything breaks, and afterwards again."""

_POLL_SECONDS = 0.3
_NONSENSE = (b"{", b"\xff\xfe", b"{}", b'{"specversion": "1.0", "id": "a/1/1"}', b"[" * 5000)


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """The writing goes on until `load` is halted."""

    system: System
    topics: Topics
    judge: Judge
    load: Load
    dice: Random

    async def middle(self) -> None:
        """Some moment in the middle of the work."""
        await self.load.answered(BEFORE)
        await asyncio.sleep(self.dice.uniform(0, 0.5))

    def tally(self) -> Kept:
        """One of the tally workers that run."""
        return self.dice.choice([worker for worker in self.system.tallies if worker.is_up])

    def stage(self) -> Kept:
        """One of the workers of any stage that run."""
        return self.dice.choice([self.tally(), self.system.rollup])

    async def restarted(self, part: Kept) -> None:
        """Killed, and up again as soon as it is gone."""
        await part.down(SIGKILL)
        part.up(self.system.processes)

    async def put(self, records: list[Told]) -> list[Place]:
        """Written straight into the topics; where they stand."""
        return await put(self.system.kafka, records)

    async def put_nonsense(self, count: int) -> None:
        """Records that nobody can read, among those that somebody can."""
        mixed = self.topics.some(self.dice, 5 * count)
        nonsense = [
            Told(
                TopicPartition(self.dice.choice(EVENT_TOPICS).value, self.dice.randrange(EVENT_PARTITIONS)),
                NONSENSE,
                self.dice.choice(_NONSENSE),
            )
            for _ in range(count)
        ]
        mixed += nonsense
        self.dice.shuffle(mixed)
        places = await self.put(mixed)
        self.judge.poison |= {place for place, told in zip(places, mixed, strict=True) if told.key == NONSENSE}

    async def put_markers(self) -> None:
        """Every log ends with a record of an aborted transaction and its marker."""
        await put_and_abort(self.system.kafka, [Told(tp, NONSENSE, _NONSENSE[0]) for tp in partitions(Topic)])

    async def put_aborted(self, count: int) -> None:
        """Events of matters that no service knows, in a transaction that is aborted: they must never be counted."""
        homes = [self.dice.choice(world.COUNTIES) for _ in range(count)]
        await put_and_abort(self.system.kafka, [stranger(home, self.dice.randrange(1, 10**6)) for home in homes])

    async def put_dead_addressee(self) -> None:
        """A dispatch to an organization that has keys here and was voided, in the middle of events for others."""
        key = self.dice.choice([key for key in map(str, range(5210, 5300)) if key not in self._addressees()])
        await self.put([entered(key)])
        while f"{own_record_of(key)}/1/1" not in self.topics.ids:
            await asyncio.sleep(_POLL_SECONDS)
            await self.topics.read()
        await self.put([voided(key)])
        await self.load.clerks.until_unknown(key)  # the inbox may be read before the organizations are
        number = self.dice.randrange(1, 10**6)
        self.judge.poison |= set(await self.put([dispatch(key, world.COUNTIES[0], number)]))

    def _addressees(self) -> set[str]:
        """The organizations that were given keys before."""
        return {id.partition("-")[0] for id in self.topics.ids if id.partition("/")[0].endswith("-o")}

    async def put_strangers(self, count: int) -> list[Place]:
        """Events of matters that no service knows, counted until they are gone; where they stand."""
        homes = self.dice.sample(world.COUNTIES, count)
        told = [stranger(home, self.dice.randrange(1, 10**6)) for home in homes]
        return await self.put(told)

    async def some_ends(self, count: int) -> list[Place]:
        """Places not far from the ends of some partitions."""
        await self.topics.read()
        filled = [(tp, end) for tp, end in self.topics.ends.items() if end and tp.topic in EVENT_TOPICS]
        return [
            Place(tp.topic, tp.partition, max(0, end - self.dice.randrange(1, 40)))
            for tp, end in self.dice.sample(filled, count)
        ]

    def backup(self, service: str) -> Path:
        """A copy of the database of a service, while it runs."""
        copy = self.system.folder / f"{service}.backup"
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._database(service))) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        return copy

    def restore(self, service: str, backup: Path) -> None:
        """The database is what it was; the service does not run."""
        for suffix in ("-wal", "-shm"):
            self._database(service).with_name(f"{service}.db{suffix}").unlink(missing_ok=True)
        shutil.copyfile(backup, self._database(service))

    def _database(self, service: str) -> Path:
        return self.system.folder / f"{service}.db"

    def damage_checkpoints(self, worker: Kept) -> int:
        """Cut off, one bit turned, gone, or left as it is; how many there were."""
        files = sorted((self.system.folder / worker.name / "checkpoints").rglob("*"))
        found = [file for file in files if file.is_file()]
        for file in found:
            raw, how = file.read_bytes(), self.dice.randrange(4)
            if how == 0 or not raw:
                file.unlink()
            elif how == 1:
                file.write_bytes(raw[: self.dice.randrange(len(raw))])
            elif how == 2:
                spot = self.dice.randrange(len(raw))
                turned = bytes([raw[spot] ^ 1 << self.dice.randrange(8)])
                file.write_bytes(raw[:spot] + turned + raw[spot + 1 :])
        return len(found)
