"""The directory in this process's memory, brought up to date before each look."""

from math import inf
from time import monotonic

import msgspec
from sqlalchemy import select

from shared.committee.directory.places import Places
from shared.committee.directory.tables import directory
from shared.contracts.facts import OrganizationFacts
from shared.storage.database import Database

_facts = msgspec.json.Decoder(OrganizationFacts).decode


class Directory:
    """`places()` answers with all that the reader, in whatever process it runs, had committed `max_age` seconds ago."""

    def __init__(self, read: Database, *, max_age: float = 0.0) -> None:
        self._read = read
        self._max_age = max_age
        self._looked = -inf
        self._places = Places()
        self._versions: dict[str, tuple[int, int]] = {}
        self._seen = 0

    async def places(self) -> Places:
        now = monotonic()
        if now - self._looked < self._max_age:
            return self._places
        query = select(directory).where(directory.c.revision > self._seen)
        async with self._read.reading() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            self.note(row.key, (row.epoch, row.sequence), _facts(row.facts))
        self._seen = max((row.revision for row in rows), default=self._seen)
        self._looked = now
        return self._places

    def note(self, key: str, version: tuple[int, int], facts: OrganizationFacts) -> None:
        """Take in what is newer than what is known: also what this process has just recorded itself, before it comes back by Kafka."""
        if version > self._versions.get(key, (0, 0)):
            self._versions[key] = version
            self._places.put(key, facts)
