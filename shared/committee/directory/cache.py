"""The in-memory cache of the directory, updated before it is read."""

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
    """The cached directory. `tree()` returns at least what the reader of any process had committed `max_age` seconds ago.

    It also updates the public keys and versions of own records: call it before `public_key` and `version`.
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
        """Returns the newest revision read; it rises when the reader has stored changes."""
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
        """Returns the public key of an organization; raises `no-public-key` while its service has published none."""
        found = self.key_of(organization)
        if found is None:
            name = committee_name(organization, self._places, date.max)
            raise ConflictError("no-public-key", f"{name}（{organization}）尚未公布公钥，暂时不能向其发送密封内容")
        return found

    def key_of(self, organization: str) -> bytes | None:
        """Returns the public key of an organization; None while it has none."""
        return self._keys.get(organization)

    def version(self, record: str) -> Version:
        """Returns the newest known version of an organization's record or own record; (0, 0) when it is unknown."""
        return self._versions.get(record, (0, 0))

    def note(self, record: str, version: Version, facts: OrganizationFacts | OwnFacts | None) -> None:
        """Applies a newer version of a record: from the reader, or just recorded by this process and not yet read from Kafka.

        Without facts the record is void.
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
