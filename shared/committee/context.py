"""The context of a use case: the parts of the service, and the transaction it runs in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.directory.cache import DirectoryCache
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.organizations.repository import OrganizationRecord as Record
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
class ServiceContext:
    """The parts of a service.

    `organizations`: the keys this process hosts, where it does not host its whole level; `wake` tells the relay of new events.
    """

    service: Database
    read: Database
    charters: Charters
    directory: DirectoryCache
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

    def require_hosted(self, key: str, tree: OrganizationTree) -> None:
        """`unknown-organization` when nobody knows it, `hosted-elsewhere` when another service does its work."""
        if not self.hosts(key, tree.level(key)):
            name = committee_name(key, tree, date.max)
            raise ConflictError("hosted-elsewhere", f"{name}（{key}）不在本系统办理，请到其所在层级的系统办理")


class TransactionContext(NamedTuple):
    """The transaction of a request or of the inbox, the parts of the service, and the directory as it stood when the work began."""

    connection: AsyncConnection
    context: ServiceContext
    tree: OrganizationTree
