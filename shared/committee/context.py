"""The context of a use case: the parts of the service, and the transaction it runs in."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar, TypeVarTuple, cast

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee import matter_texts
from shared.committee.directory.cache import DirectoryCache
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.entered_holidays import CalendarCache
from shared.committee.files.attachment_inspector import AttachmentInspector
from shared.committee.files.contents.store import ContentStore
from shared.contracts.facts import OrganizationFacts, OwnFacts
from shared.contracts.vocabulary import Level
from shared.contracts.writers import HOSTS, SHARED, EventWriter, SelfHosted, Writers
from shared.domain.calendar import today
from shared.domain.charters.charters import Charters
from shared.domain.errors import ConflictError
from shared.storage.database import Database
from shared.web.limits import Limits

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")


def _now() -> datetime:
    return datetime.now(UTC)


def _nothing() -> None:
    """Does nothing: there is no relay to wake."""


class CommittedRecord(Protocol):
    """A record of an organization, or its own record, that was committed."""

    @property
    def key(self) -> str: ...

    @property
    def version(self) -> tuple[int, int]: ...

    def facts(self) -> OrganizationFacts | OwnFacts: ...


@dataclass(frozen=True, kw_only=True)
class ServiceContext:
    """The parts of a service.

    `organizations`: the keys this process hosts, unless it hosts its whole level; `wake` notifies the relay of new events.
    `writer`: this service among those that write events, `writers`; it hosts only organizations that readers accept from its topics.
    `sends_mail`: whether the deployment has a mail server; `attachment_bytes`: of one attached file.
    """

    service: Database
    read: Database
    charters: Charters
    directory: DirectoryCache
    calendar: CalendarCache = field(default_factory=CalendarCache)
    contents: ContentStore = field(default_factory=ContentStore)
    inspector: AttachmentInspector = field(default_factory=AttachmentInspector)
    organizations: frozenset[str] = frozenset()
    writer: EventWriter | None = None
    writers: Writers = SHARED
    sends_mail: bool = False
    attachment_bytes: int = Limits().attachment_bytes
    now: Callable[[], datetime] = _now
    wake: Callable[[], None] = _nothing

    def today(self) -> date:
        return today(self.now())

    def after_commit(self, records: Iterable[CommittedRecord]) -> None:
        """Updates the directory of this process and wakes the relay.

        Other processes read the records from Kafka.
        """
        for record in records:
            self.directory.note(record.key, record.version, record.facts())
        self.wake()

    def hosts(self, key: str, level: Level) -> bool:
        """Returns whether this service hosts the organization."""
        if level not in self.charters.hosts or (self.organizations and key not in self.organizations):
            return False
        return self.writer is None or self.writers.may_host(self.writer, level, key)

    def receives_for(self, key: str) -> bool:
        """Returns whether this process receives messages for the organization, which has a key here."""
        return not self.organizations or key in self.organizations

    async def signing_key(self, key: str) -> bytes | None:
        """Returns the confirmed key with which an organization signs; None while it has none."""
        await self.directory.tree()
        return self.directory.signing_key(key)

    async def record_keys(self, key: str) -> list[bytes]:
        """Returns the confirmed keys with which an organization signs the records that it keeps; none while it has none."""
        await self.directory.tree()
        return self.directory.record_keys(key)

    async def level_of(self, key: str) -> Level | None:
        """Returns the level of an organization; None where it is unknown."""
        tree = await self.directory.tree()
        return tree.level(key) if key in tree else None

    def keeps(self, level: Level, *, keeper: str, keeper_level: Level) -> bool:
        """Returns whether this service stores the records of this level that this keeper writes (decision 0051)."""
        return level in self.charters.keeps and self.hosts(keeper, keeper_level)

    def require_hosted(self, key: str, tree: OrganizationTree) -> None:
        """Raises `unknown-organization` when it is not in the tree, and `hosted-elsewhere` when another service hosts it."""
        if not self.hosts(key, tree.level(key)):
            name = committee_name(key, tree, date.max)
            elsewhere = HOSTS.get(tree.level(key))
            is_own = elsewhere is not None and isinstance(self.writers.of(elsewhere, key), SelfHosted)
            where = "其所在县自行运行的系统" if is_own else "其所在层级的系统"
            raise ConflictError("hosted-elsewhere", f"{name}（{key}）不在本系统办理，请到{where}办理")


@dataclass(frozen=True)
class TransactionContext:
    """The transaction of a request or of the inbox, the parts of the service, and the tree of organizations when it began.

    `recorded`: the records of organizations that the transaction has written, for `ServiceContext.after_commit`.
    `warnings`: what the account has to know about the accepted command, in Chinese.
    `unstored`: the texts of matters that are decided and not stored yet, by their ids.
    """

    connection: AsyncConnection
    context: ServiceContext
    tree: OrganizationTree
    recorded: list[CommittedRecord] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unstored: dict[str, dict[int, dict[str, str]]] = field(default_factory=dict)
    _known: dict[object, object] = field(default_factory=dict)

    async def texts_of(self, matter: str) -> dict[int, dict[str, str]]:
        """Returns the texts of a matter by sequence number and name, whether they are stored already or not."""
        texts = self.unstored.get(matter)
        return await matter_texts.of(self.connection, matter) if texts is None else texts

    async def once(self, read: Callable[[AsyncConnection, *Arguments], Awaitable[T]], *arguments: *Arguments) -> T:
        """Returns what `read` returns with these arguments; the transaction reads it once. It is for what its commands do not change."""
        if (read, arguments) not in self._known:
            self._known[read, arguments] = await read(self.connection, *arguments)
        return cast("T", self._known[read, arguments])
