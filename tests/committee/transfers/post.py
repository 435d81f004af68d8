"""A post between organizations: two services on databases of their own, and a receiver that writes down what it gets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from nacl.public import PrivateKey
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import KeyPair, add
from shared.committee.encryption.sealed_payload import SealedPayload, pack, seal
from shared.committee.encryption.vault import Vault
from shared.committee.messages import repository
from shared.committee.messages.message import Dispatch, Notice, Unopened
from shared.committee.messages.publish import publish_dispatch, publish_notice
from shared.committee.transfers.inbox import Inbox
from shared.contracts.dated import TransferStep
from shared.contracts.facts import DispatchFacts, NoticeFacts
from shared.contracts.vocabulary import Role, TransferState
from shared.storage.database import Database, service_tables
from tests.support.databases import database_url

TOWNSHIP, COUNTY, CITY = "520603202", "520603", "520600"
ORIGIN, COUNTYS, CITYS = f"{TOWNSHIP}-o-2014-30", f"{COUNTY}-o-2014-13", f"{CITY}-o-2014-2"
TRANSFER = f"{TOWNSHIP}-t-2014-1"
ONWARD = f"{COUNTY}-t-2014-1"
SECRET_TEXT = "河道边的路灯坏了三个月"
PARCEL = SealedPayload(kind="opinions", title="路灯", texts={"text": SECRET_TEXT})
NOW = datetime(2014, 6, 12, 4, 0, tzinfo=UTC)
DAY = date(2014, 6, 12)


@dataclass(kw_only=True)
class Post:
    """One service. `keys`: the public keys that everybody knows; `derived`: the matter that each transfer becomes here."""

    database: Database
    vault: Vault
    keys: dict[str, bytes]
    derived: dict[str, str] = field(default_factory=dict)
    delivered: list[tuple[str, int, SealedPayload | Unopened]] = field(default_factory=list)
    noted: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    refusing: Exception | None = None

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.vault, self, hosts=lambda key: key in self.keys)

    async def deliver(self, connection: AsyncConnection, dispatch: Dispatch, content: SealedPayload | Unopened) -> None:
        """A matter is made of it, and that is told; what does not open is returned."""
        self.delivered.append((dispatch.id, dispatch.sequence, content))
        known = await repository.load(connection, dispatch.id, "in")
        matter = known.matter or self.derived[dispatch.id]
        texts = {"reason": content.reason} if isinstance(content, Unopened) else {}
        state = TransferState.RETURNED if texts else TransferState.DELIVERED
        await self.tell(connection, matter, dispatch.sequence, dispatch.facts.chain, dispatch.id, state, texts)
        if self.refusing is not None:
            raise self.refusing

    async def note(self, _connection: AsyncConnection, notice: Notice, origin: str, texts: dict[str, str]) -> None:
        self.noted.append((origin, notice.matter, notice.facts.state, texts))

    async def tell(  # noqa: PLR0917
        self,
        connection: AsyncConnection,
        matter: str,
        sequence: int,
        chain: tuple[str, ...],
        transfer: str,
        state: TransferState,
        texts: dict[str, str],
    ) -> None:
        facts = NoticeFacts(transfer=transfer, chain=chain, state=str(state), steps=(TransferStep(DAY, state),))
        told = Notice(matter, 1, sequence, DAY, facts)
        await publish_notice(connection, told, texts, public_key=self.keys.get, role=Role.SECRETARIAT, now=NOW)

    async def send(self, dispatch: Dispatch) -> None:
        async with self.database.transaction() as connection:
            await publish_dispatch(connection, dispatch, role=Role.SECRETARIAT, now=NOW)


def dispatch(
    sealed_for: bytes,
    *,
    id: str = TRANSFER,
    to: str = COUNTY,
    chain: tuple[str, ...] = (ORIGIN,),
    sequence: int = 1,
    content: bytes | None = None,
) -> Dispatch:
    sealed = seal(sealed_for, pack(PARCEL) if content is None else content)
    facts = DispatchFacts(to=to, kind="opinions", chain=chain, sent=DAY, limit=date(2014, 6, 27), sealed=sealed)
    return Dispatch(id, 1, sequence, facts, NOW)


@asynccontextmanager
async def open_post(folder: Path, *organizations: str, keys: dict[str, bytes]) -> AsyncIterator[Post]:
    """A service that hosts these organizations; `keys` gets their public ones."""
    database = Database(database_url(folder, organizations[0]), durable=False)
    async with database.engine.begin() as connection:
        await connection.run_sync(service_tables.create_all)
    post = Post(database=database, vault=Vault(organizations[0].encode() * 8), keys=keys)
    pairs = []
    for organization in organizations:
        private = PrivateKey.generate()
        keys[organization] = bytes(private.public_key)
        pairs.append(KeyPair(organization, 1, 1, keys[organization], post.vault.lock(private)))
    async with database.transaction() as connection:
        await add(connection, pairs, NOW)
    try:
        yield post
    finally:
        await database.close()
