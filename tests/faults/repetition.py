"""One repetition of a scenario, with the faults that it can inject."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGKILL

from shared.contracts.subjects import own_record_of
from shared.contracts.topics import EVENT_TOPICS, Topic
from shared.messaging.topics import partitions_of
from tests.faults import organizations
from tests.faults.addressees import dispatch, entered, voided
from tests.faults.load import Load
from tests.faults.processes import RestartingProcess
from tests.faults.system import FaultSystem
from tests.faults.topics import FOREIGN_KEY, EventRecord, Place, TopicRecords, put, put_and_abort
from tests.faults.unknown_matters import unknown_matter
from tests.faults.verifier import Verifier

BEFORE = 12
"""Number of writes before the fault, and again after it."""

_POLL_SECONDS = 0.3
_EVENTS = partitions_of(EVENT_TOPICS)
_MALFORMED = (b"{", b"\xff\xfe", b"{}", b'{"specversion": "1.0", "id": "a/1/1"}', b"[" * 5000)


@dataclass(frozen=True, kw_only=True)
class Repetition:
    """A running system with writes until `load` is halted."""

    system: FaultSystem
    topics: TopicRecords
    verifier: Verifier
    load: Load
    rng: Random

    async def middle(self) -> None:
        """Waits for a random moment in the middle of the work."""
        await self.load.answered(BEFORE)
        await asyncio.sleep(self.rng.uniform(0, 0.5))

    def tally(self) -> RestartingProcess:
        """Returns one of the running tally workers."""
        return self.rng.choice([worker for worker in self.system.tallies if worker.is_up])

    def worker(self) -> RestartingProcess:
        """Returns one of the running workers of any processor."""
        return self.rng.choice([self.tally(), self.system.rollup])

    async def restarted(self, part: RestartingProcess) -> None:
        """Kills a process, which is restarted at once."""
        await part.down(SIGKILL)
        part.up(self.system.processes)

    async def put(self, records: list[EventRecord]) -> list[Place]:
        """Writes records directly into the topics; returns their places."""
        return await put(self.system.kafka, records)

    async def put_malformed(self, count: int) -> None:
        """Writes records that cannot be decoded, mixed with valid ones."""
        mixed = self.topics.some(self.rng, 5 * count)
        malformed = [
            EventRecord(
                self.rng.choice(_EVENTS),
                FOREIGN_KEY,
                self.rng.choice(_MALFORMED),
            )
            for _ in range(count)
        ]
        mixed += malformed
        self.rng.shuffle(mixed)
        places = await self.put(mixed)
        self.verifier.malformed |= {
            place for place, record in zip(places, mixed, strict=True) if record.key == FOREIGN_KEY
        }

    async def put_markers(self) -> None:
        """Ends every log with a record of an aborted transaction and its marker."""
        await put_and_abort(
            self.system.kafka, [EventRecord(tp, FOREIGN_KEY, _MALFORMED[0]) for tp in partitions_of(Topic)]
        )

    async def put_aborted(self, count: int) -> None:
        """Writes events of unknown matters in an aborted transaction; they must never be counted."""
        homes = [self.rng.choice(organizations.COUNTIES) for _ in range(count)]
        await put_and_abort(self.system.kafka, [unknown_matter(home, self.rng.randrange(1, 10**6)) for home in homes])

    async def put_dead_addressee(self) -> None:
        """Writes a dispatch to a voided organization with keys, among events for others."""
        key = self.rng.choice([key for key in map(str, range(5210, 5300)) if key not in self._addressees()])
        await self.put([entered(key)])
        while f"{own_record_of(key)}/1/1" not in self.topics.ids:
            await asyncio.sleep(_POLL_SECONDS)
            await self.topics.read()
        await self.put([voided(key)])
        await self.load.clerks.until_unknown(key)  # the inbox may be read before the events of organizations
        number = self.rng.randrange(1, 10**6)
        self.verifier.malformed |= set(await self.put([dispatch(key, organizations.COUNTIES[0], number)]))

    def _addressees(self) -> set[str]:
        """Returns the organizations that got keys before."""
        return {id.partition("-")[0] for id in self.topics.ids if id.partition("/")[0].endswith("-o")}

    async def put_unknown_matters(self, count: int) -> list[Place]:
        """Writes events of unknown matters, which are counted until they are lost; returns their places."""
        homes = self.rng.sample(organizations.COUNTIES, count)
        records = [unknown_matter(home, self.rng.randrange(1, 10**6)) for home in homes]
        return await self.put(records)

    async def some_ends(self, count: int) -> list[Place]:
        """Returns places near the ends of some partitions."""
        await self.topics.read()
        filled = [(tp, end) for tp, end in self.topics.ends.items() if end and tp in _EVENTS]
        return [
            Place(tp.topic, tp.partition, max(0, end - self.rng.randrange(1, 40)))
            for tp, end in self.rng.sample(filled, count)
        ]

    def backup(self, service: str) -> Path:
        """Copies the database of a running service."""
        copy = self.system.folder / f"{service}.backup"
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self._database(service))) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
        return copy

    def restore(self, service: str, backup: Path) -> None:
        """Restores the copy of the database; the service must not run."""
        for suffix in ("-wal", "-shm"):
            self._database(service).with_name(f"{service}.db{suffix}").unlink(missing_ok=True)
        shutil.copyfile(backup, self._database(service))

    def _database(self, service: str) -> Path:
        return self.system.folder / f"{service}.db"

    async def checkpointed(self, worker: RestartingProcess, count: int) -> None:
        """Returns when the worker has written this many checkpoints more, while clerks write."""
        before = {file: file.stat().st_mtime_ns for file in self._checkpoints(worker)}
        while True:
            await self.load.answered(1)
            now = {file: file.stat().st_mtime_ns for file in self._checkpoints(worker)}
            if sum(before.get(file) != written for file, written in now.items()) >= count:
                return

    def _checkpoints(self, worker: RestartingProcess) -> list[Path]:
        files = sorted((self.system.folder / worker.name / "checkpoints").rglob("*"))
        return [
            file for file in files if file.is_file() and not file.name.startswith(".")
        ]  # those being written have a dot

    def damage_checkpoints(self, worker: RestartingProcess) -> int:
        """Truncates, corrupts, deletes or leaves each checkpoint; returns their number."""
        found = self._checkpoints(worker)
        for file in found:
            raw, how = file.read_bytes(), self.rng.randrange(4)
            if how == 0 or not raw:
                file.unlink()
            elif how == 1:
                file.write_bytes(raw[: self.rng.randrange(len(raw))])
            elif how == 2:
                spot = self.rng.randrange(len(raw))
                turned = bytes([raw[spot] ^ 1 << self.rng.randrange(8)])
                file.write_bytes(raw[:spot] + turned + raw[spot + 1 :])
        return len(found)
