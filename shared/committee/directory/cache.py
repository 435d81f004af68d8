"""The directory in this process's memory, brought up to date before each look."""

from datetime import date
from math import inf
from time import monotonic

import msgspec
from sqlalchemy import select

from shared.committee.directory.names import committee_name
from shared.committee.directory.tables import directory
from shared.committee.directory.tree import OrganizationTree
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.domain.errors import ConflictError
from shared.storage.database import Database

_facts = msgspec.json.Decoder(OrganizationFacts | None).decode
_own = msgspec.json.Decoder(OwnFacts | None).decode

Version = tuple[int, int]


class DirectoryCache:
    """`places()` answers with all that the reader, in whatever process it runs, had committed `max_age` seconds ago.

    The own records of organizations come with them: ask for the places first.
    """

    def __init__(self, read: Database, *, max_age: float = 0.0) -> None:
        self._read = read
        self._max_age = max_age
        self._looked = -inf
        self._places = OrganizationTree()
        self._keys: dict[str, bytes] = {}
        self._versions: dict[str, Version] = {}
        self._seen = 0

    @property
    def revision(self) -> int:
        """Rises when the reader has brought something new."""
        return self._seen

    async def tree(self) -> OrganizationTree:
        now = monotonic()
        if now - self._looked < self._max_age:
            return self._places
        query = select(directory).where(directory.c.revision > self._seen)
        async with self._read.read_one() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            decode = _own if is_subject(row.key, Subject.OWN) else _facts
            self.note(row.key, (row.epoch, row.sequence), decode(row.facts))
        self._seen = max((row.revision for row in rows), default=self._seen)
        self._looked = now
        return self._places

    def public_key(self, organization: str) -> bytes:
        """What to seal with for this organization; `no-public-key` while its service has announced none."""
        found = self.key_of(organization)
        if found is None:
            name = committee_name(organization, self._places, date.max)
            raise ConflictError("no-public-key", f"{name}（{organization}）尚未公布公钥，暂时不能向其发送密封内容")
        return found

    def key_of(self, organization: str) -> bytes | None:
        """The same, where it is no fault to have none."""
        return self._keys.get(organization)

    def version(self, record: str) -> Version:
        """The newest version known of an organization's record or own record; (0, 0): of none."""
        return self._versions.get(record, (0, 0))

    def note(self, record: str, version: Version, facts: OrganizationFacts | OwnFacts | None) -> None:
        """Take in what is newer than what is known: also what this process has just recorded itself, before it comes back by Kafka.

        Without facts: the record is void.
        """
        if version <= self.version(record):
            return
        self._versions[record] = version
        if isinstance(facts, OwnFacts):
            self._keys[organization_of(record)] = facts.public_key
        elif facts is not None:
            self._places.put(record, facts)
        elif is_subject(record, Subject.OWN):
            self._keys.pop(organization_of(record), None)
        else:
            self._places.drop(record)
