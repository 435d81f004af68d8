"""What every use case of a service works with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shared.committee.directory.names import committee_name
from shared.committee.directory.places import Places
from shared.committee.directory.snapshot import Directory
from shared.committee.organizations.repository import Kept as Record
from shared.contracts.vocabulary import Level
from shared.domain.calendar import today
from shared.domain.charter import Charters
from shared.domain.errors import ConflictError
from shared.storage.database import Database


def _now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    """Nobody to tell."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """The parts of a service.

    `organizations`: the keys this process hosts, where it does not host its whole level; `wake` tells the relay of new events.
    """

    service: Database
    read: Database
    charters: Charters
    directory: Directory
    organizations: frozenset[str] = frozenset()
    now: Callable[[], datetime] = _now
    wake: Callable[[], None] = _nothing

    def today(self) -> date:
        return today(self.now())

    def noted(self, records: Iterable[Record]) -> None:
        """After the commit of organizations' records: this process knows them at once, the others by Kafka."""
        for record in records:
            self.directory.note(record.key, (record.epoch, record.sequence), record.state.facts())
        self.wake()

    def hosts(self, key: str, level: Level) -> bool:
        """Whether this organization works in this service."""
        return level in self.charters.hosts and (not self.organizations or key in self.organizations)

    def receives_for(self, key: str) -> bool:
        """Whether what comes for this organization, which has a key here, is taken in by this process."""
        return not self.organizations or key in self.organizations

    def keeps(self, level: Level, *, keeper: str, keeper_level: Level) -> bool:
        """Whether records of this level are kept in this service, when they are this keeper's (decision 0051)."""
        return level in self.charters.keeps and self.hosts(keeper, keeper_level)

    def require_hosted(self, key: str, places: Places) -> None:
        """`unknown-organization` when nobody knows it, `hosted-elsewhere` when another service does its work."""
        if not self.hosts(key, places.level(key)):
            name = committee_name(key, places, date.max)
            raise ConflictError("hosted-elsewhere", f"{name}（{key}）不在本系统办理，请到其所在层级的系统办理")
