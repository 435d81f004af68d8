"""Transfers between services with databases of their own, whose receiver records what it gets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from aiokafka import ConsumerRecord
from nacl.public import PrivateKey
from nacl.signing import SigningKey
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.encryption.key_pairs import KeyPair, add
from shared.committee.encryption.sealed_payload import SealedPayload, pack, seal
from shared.committee.encryption.signatures import EventSigner
from shared.committee.encryption.vault import Vault
from shared.committee.messages import repository
from shared.committee.messages.message import Dispatch, GivenComment, IssuedCall, Notice, OpenedRound, Unopened
from shared.committee.messages.publish import NoticeTexts, publish_dispatch, publish_notice
from shared.committee.transfers.inbox import Inbox
from shared.contracts.dated import TransferStep
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.record_values import headers_with
from shared.contracts.subjects import partition_of
from shared.contracts.topics import Topic
from shared.contracts.transfer_facts import DispatchFacts, NoticeFacts
from shared.contracts.vocabulary import Role, TransferState
from shared.messaging.outbox.table import outbox
from shared.storage.database import Database, service_tables
from tests.support.databases import database_url
from tests.support.outbox import event_of

TOWNSHIP, COUNTY, CITY = "520603202", "520603", "520600"
ORIGIN, COUNTYS, CITYS = f"{TOWNSHIP}-o-2014-30", f"{COUNTY}-o-2014-13", f"{CITY}-o-2014-2"
TRANSFER = f"{TOWNSHIP}-t-2014-1"
ONWARD = f"{COUNTY}-t-2014-1"
SECRET_TEXT = "河道边的路灯坏了三个月"
PAYLOAD = SealedPayload(kind="opinions", title="路灯", texts={"text": SECRET_TEXT})
Records = list[ConsumerRecord]
NOW = datetime(2014, 6, 12, 4, 0, tzinfo=UTC)
DAY = date(2014, 6, 12)


@dataclass(kw_only=True)
class TransferService:
    """One service. `keys`: the public keys that everybody knows; `derived`: the matter that each transfer becomes here."""

    database: Database
    vault: Vault
    keys: dict[str, bytes]
    derived: dict[str, str] = field(default_factory=dict)
    delivered: list[tuple[str, int, SealedPayload | Unopened]] = field(default_factory=list)
    noted: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    called: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    refusing: Exception | None = None
    unconfirmed: set[str] = field(default_factory=set)

    @property
    def inbox(self) -> Inbox:
        return Inbox(self.vault, self, hosts=lambda key: key in self.keys, signing_key=self.signing_key)

    async def signing_key(self, organization: str) -> bytes | None:
        return None if organization in self.unconfirmed else bytes(signing_key_of(organization).verify_key)

    async def deliver(self, connection: AsyncConnection, dispatch: Dispatch, content: SealedPayload | Unopened) -> None:
        """Creates a matter and notifies the origins; returns what cannot be opened."""
        self.delivered.append((dispatch.id, dispatch.version[1], content))
        known = await repository.load(connection, dispatch.id, "in")
        matter = known.matter or self.derived[dispatch.id]
        texts = {"reason": content.reason} if isinstance(content, Unopened) else {}
        state = TransferState.RETURNED if texts else TransferState.DELIVERED
        await self.send_notice(connection, matter, dispatch.version[1], dispatch.facts.chain, dispatch.id, state, texts)
        if self.refusing is not None:
            raise self.refusing

    async def note(self, _connection: AsyncConnection, notice: Notice, origin: str, texts: dict[str, str]) -> None:
        self.noted.append((origin, notice.matter, notice.facts.state, texts))

    async def note_origin(
        self, _connection: AsyncConnection, notice: Notice, matter: str, texts: dict[str, str]
    ) -> bool:
        self.noted.append((matter, notice.matter, notice.facts.state, texts))
        return True

    async def receive_call(
        self, _connection: AsyncConnection, call: IssuedCall, to: str, texts: dict[str, str]
    ) -> bool:
        self.called.append((call.id, to, texts))
        return True

    async def receive_round(
        self, _connection: AsyncConnection, opened: OpenedRound, to: str, texts: dict[str, str]
    ) -> bool:
        self.called.append((opened.id, to, texts))
        return True

    async def receive_comment(self, _connection: AsyncConnection, given: GivenComment, texts: dict[str, str]) -> bool:
        self.called.append((given.id, given.facts.matter, texts))
        return True

    async def send_notice(  # noqa: PLR0917
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
        sent_notice = Notice(matter, (1, sequence), facts, DAY)
        await publish_notice(
            connection, sent_notice, NoticeTexts(texts), public_key=self.keys.get, role=Role.SECRETARIAT, now=NOW
        )

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
    sealed = seal(sealed_for, pack(PAYLOAD) if content is None else content)
    facts = DispatchFacts(to=to, kind="opinions", chain=chain, sent=DAY, limit=date(2014, 6, 27), sealed=sealed)
    return Dispatch(id, (1, sequence), facts, NOW)


@asynccontextmanager
async def open_transfer_service(
    folder: Path, *organizations: str, keys: dict[str, bytes]
) -> AsyncIterator[TransferService]:
    """Opens a service that hosts these organizations, and adds their public keys to `keys`."""
    database = Database(database_url(folder, organizations[0]), durable=False)
    async with database.engine.begin() as connection:
        await connection.run_sync(service_tables.create_all)
    service = TransferService(database=database, vault=Vault(organizations[0].encode() * 8), keys=keys)
    pairs = []
    for organization in organizations:
        private = PrivateKey.generate()
        keys[organization] = bytes(private.public_key)
        signing = signing_key_of(organization)
        locked = service.vault.lock(private), bytes(signing.verify_key), service.vault.lock(signing)
        pairs.append(KeyPair(organization, 1, 1, keys[organization], *locked))
    async with database.transaction() as connection:
        await add(connection, pairs, NOW)
    try:
        yield service
    finally:
        await database.close()


async def published_transfers(service: TransferService) -> Records:
    """Returns the records of the topics of transfers that this service publishes."""
    async with service.database.reading() as connection:
        query = select(outbox).where(outbox.c.topic == Topic.TRANSFERS).order_by(outbox.c.id)
        rows = (await connection.execute(query)).all()
    signatures = await EventSigner(service.database, service.vault).signatures([event_of(row) for row in rows])
    return [
        transfer_record(row.payload, matter=row.matter, offset=row.id, signature=signature)
        for row, signature in zip(rows, signatures, strict=True)
    ]


def transfer_record(payload: bytes, *, matter: str, offset: int = 0, signature: bytes | None = None) -> ConsumerRecord:
    """Returns a record of the topics of transfers."""
    partition, headers = partition_of(matter), headers_with(signature)
    return ConsumerRecord(
        Topic.TRANSFERS.value, partition, offset, 0, 0, matter.encode(), payload, None, 0, len(payload), headers
    )


def signing_key_of(organization: str) -> SigningKey:
    """Returns the key with which an organization signs in tests."""
    return SigningKey(organization.encode().ljust(32))


async def apply_records(service: TransferService, records: Records) -> list[DeadLetter]:
    """Applies the records in one transaction of the inbox and returns the dead letters."""
    async with service.database.transaction() as connection:
        return await service.inbox.apply(connection, records, "a cluster")
