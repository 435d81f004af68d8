"""The in-memory cache of the directory, updated before it is read."""

from datetime import date
from math import inf
from time import monotonic

import msgspec
from sqlalchemy import select

from shared.committee.directory.dated import holds_on
from shared.committee.directory.key_ring import KeyRing, OwnKeys, own_key
from shared.committee.directory.names import committee_name
from shared.committee.directory.tables import directory
from shared.committee.directory.tree import OrganizationTree
from shared.committee.encryption.trusted_keys import pins
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.subjects import Subject, is_subject, organization_of
from shared.contracts.version_bounds import Version
from shared.contracts.writers import HOSTS, SHARED, Writers
from shared.domain.charters.directions import Direction
from shared.domain.errors import ConflictError, conflict
from shared.domain.organizations.keepers import keeper_of
from shared.storage.database import Database

_facts = msgspec.json.Decoder(OrganizationFacts | None).decode
_own = msgspec.json.Decoder(OwnKeys).decode


class DirectoryCache:
    """The cached directory. `tree()` returns at least what the reader of any process had committed `max_age` seconds ago.

    It also updates the keys and versions of own records, and the pins in the service database: call it before `public_key` and `version`.
    """

    def __init__(
        self, read: Database, service: Database | None = None, *, max_age: float = 0.0, writers: Writers = SHARED
    ) -> None:
        self._read = read
        self._service = service
        self._max_age = max_age
        self._known_writers = writers
        self._looked = -inf
        self._places = OrganizationTree()
        self._keys = KeyRing(self.keeper_of)
        self._versions: dict[str, Version] = {}
        self._writers: dict[str, str] = {}
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
            if is_subject(row.key, Subject.OWN):
                for key in _own(row.facts):
                    self._keys.put(organization_of(row.key), key)
            else:
                self._note_writer(row.key, row.writer)
                self.note(row.key, (row.epoch, row.sequence), _facts(row.facts))
        if self._service is not None:
            async with self._service.read_one() as connection:
                self._keys.pins = await pins(connection)
        self._seen = max((row.revision for row in rows), default=self._seen)
        self._looked = now
        return self._places

    def _note_writer(self, record: str, writer: str | None) -> None:
        """Forgets the version of a record when a higher writer has replaced it: its versions are independent of the former ones."""
        if writer is not None and self._writers.setdefault(record, writer) != writer:
            self._writers[record] = writer
            self._versions.pop(record, None)

    def public_key(self, organization: str, *, field: str | None = None) -> bytes:
        """Returns the confirmed public key of an organization; raises `no-public-key` while there is none.

        `field`: the field of the command that names the organization, if it has one.
        """
        found = self.key_of(organization)
        if found is None:
            name = committee_name(organization, self._places, date.max)
            has_some = bool(self._keys.keys_of(organization))
            why = "公布的密钥还没有得到其上级或管理员的确认" if has_some else "尚未公布公钥"
            rule = f"{name}（{organization}）{why}，暂时不能向其发送密封内容"
            if field is None:
                raise ConflictError("no-public-key", rule)
            raise conflict("no-public-key", field, organization, rule)
        return found

    def key_of(self, organization: str) -> bytes | None:
        """Returns the confirmed public key of an organization; None while it has none."""
        found = self._keys.confirmed(organization)
        return None if found is None else found.public_key

    def signing_key(self, organization: str) -> bytes | None:
        """Returns the confirmed key with which an organization signs; None while it has none."""
        found = self._keys.confirmed(organization)
        return None if found is None else found.signing_key

    def record_keys(self, organization: str) -> list[bytes]:
        """Returns the keys with which an organization signs the records that it keeps: the confirmed one, and those before it."""
        return [each.signing_key for each in self._keys.confirmed_line(organization)]

    def accepts(self, organization: str, direction: Direction, day: date) -> bool:
        """Returns whether an organization accepts matters that are sent in this direction, by its confirmed own record of the day."""
        if direction is Direction.UP:
            return True
        found = self._keys.confirmed(organization)
        if found is None:
            return False
        return holds_on(found.accepts_from_above if direction is Direction.DOWN else found.accepts_from_peers, day)

    @property
    def keys(self) -> KeyRing:
        """Returns the keys of all organizations, confirmed or not."""
        return self._keys

    def keeper_of(self, organization: str) -> str | None:
        """Returns the organization that keeps the record of this one; None while it is unknown."""
        if organization not in self._places:
            return None
        parent = self._places.parent(organization, date.max)
        return keeper_of(organization, self._places.level(organization), parent)

    def version(self, record: str) -> Version:
        """Returns the newest known version of an organization's record or own record; (0, 0) when it is unknown."""
        if is_subject(record, Subject.OWN):
            return self._keys.version(organization_of(record))
        return self._versions.get(record, (0, 0))

    def _host(self, organization: str) -> str:
        """Returns the service in which the organization works; empty while it is unknown."""
        host = HOSTS.get(self._places.level(organization)) if organization in self._places else None
        return str(self._known_writers.of(host, organization)) if host else ""

    def note(self, record: str, version: Version, facts: OrganizationFacts | OwnFacts | None) -> None:
        """Applies a newer version of a record: from the reader, or just recorded by this process and not yet read from Kafka.

        Without facts the record is void.
        """
        if isinstance(facts, OwnFacts):
            organization = organization_of(record)
            self._keys.put(organization, own_key(facts, version, self._host(organization)))
            return
        if version <= self.version(record):
            return
        self._versions[record] = version
        if facts is None:
            self._places.drop(record)
        else:
            self._places.put(record, facts)
            self._keys.invalidate(record)
