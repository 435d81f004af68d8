"""Clients of real services: the applications of the four levels on SQLite files, without a broker.

`deliver` applies the events of the outboxes to the directories and the inboxes, as relay and consumers do; `test_service` does the same
through Kafka.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from aiokafka import ConsumerRecord
from fastapi import FastAPI
from sqlalchemy import select

from shared.committee.attachments.assembly import AttachmentAssembly
from shared.committee.context import ServiceContext
from shared.committee.directory.cache import DirectoryCache
from shared.committee.directory.consumer import apply
from shared.committee.directory.record_signatures import RecordCheck
from shared.committee.encryption.signatures import EventSigner
from shared.committee.encryption.texts import TextEncryption
from shared.committee.encryption.vault import Vault
from shared.committee.file_transfers.sending import ChunkSource
from shared.committee.keys.acceptance_publication import AcceptancePublisher
from shared.committee.keys.endorsement import KeyEndorsement
from shared.committee.keys.issuer import KeyIssuer
from shared.committee.kinds.catalogue import RESTRICTED
from shared.committee.notification_center.queries import unread_count
from shared.committee.own_records.consent_noting import ConsentNotes
from shared.committee.own_records.invitations import InvitationNotices
from shared.committee.relations import account_scope
from shared.committee.reports.change_notifier import ChangeNotifier
from shared.committee.transfers.chunk_inbox import ChunkInbox
from shared.committee.transfers.delivery import Delivery
from shared.committee.transfers.inbox import Inbox
from shared.committee.units.queries import all_keys_of
from shared.contracts.dead_letters import DeadLetter
from shared.contracts.record_values import headers_with, value_with
from shared.contracts.topics import Topic, kind_of, partition_count, topic_name
from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.contracts.writers import SHARED, EventWriter, Writer, Writers
from shared.domain.charters.charters import Charters
from shared.messaging.lease import Lease
from shared.messaging.outbox.table import OutboxEvent, outbox
from shared.storage.database import Database, read_tables, service_tables
from shared.ui.forms.labels import field_title
from shared.web.accounts import create_account
from shared.web.dependencies import AppState
from shared.web.login.sessions import new_token, open_session
from tests.committee.applications import Application, application
from tests.support.clients import bearer
from tests.support.clock import NOON, Clock
from tests.support.databases import copy_databases, database_url
from tests.support.outbox import event_of
from tests.support.topics import writer_for

SERVICES = Path("services")
SECRET = b"s" * 32
Json = dict[str, Any]


@dataclass(kw_only=True)
class ServiceClient:
    """A service and an HTTP client of it. Each call names the account that makes it."""

    name: str
    context: ServiceContext
    state: AppState
    clock: Clock = field(default_factory=Clock)
    tokens: dict[str, str] = field(default_factory=dict)
    inbox_secret: bytes = SECRET
    signing_secret: bytes = SECRET
    refused_records: int = 0
    read_to: dict[str, int] = field(default_factory=dict)
    chunks_arrive: bool = True
    closing: ExitStack = field(default_factory=ExitStack)

    @property
    def inbox(self) -> Inbox:
        return Inbox(
            Vault(self.inbox_secret),
            Delivery(self.context),
            hosts=self.context.receives_for,
            signing_key=self.context.signing_key,
        )

    @property
    def chunk_inbox(self) -> ChunkInbox:
        return ChunkInbox(self.context, complete=lambda: True)

    @property
    def assembly(self) -> AttachmentAssembly:
        return AttachmentAssembly(self.context, Lease(self.context.service, "committee", "me"))

    async def sealed(self, row: Any) -> bytes | None:
        """Returns the sealed bytes that the relay adds to a row of the outbox; None for rows without any."""
        if row.topic != Topic.ATTACHMENTS:
            return None
        return await ChunkSource(self.context).sealed(event_of(row))

    @cached_property
    def application(self) -> Application:
        """Returns the application, built at the first access: many tests need only one of the services."""
        return self.closing.enter_context(application(self.name, self.context, self.state))

    @property
    def changes(self) -> ChangeNotifier:
        """Returns the notifier of changes, which runs only when a test calls it."""
        return self.application.parts.changes

    @property
    def app(self) -> FastAPI:
        return self.application.app

    @cached_property
    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://service")

    async def account(self, name: str, *roles: Role, organization: str | None, unit: str | None = None) -> str:
        """Creates an account; returns it logged in."""
        async with self.context.service.transaction() as connection:
            account = await create_account(
                connection, name=name, organization=organization, roles=roles, unit=unit, password_hash="-"
            )
            self.tokens[name] = new_token()
            await open_session(connection, account, self.tokens[name], self.context.now())
        return name

    async def call(self, method: str, path: str, by: str | None, **request: Any) -> httpx.Response:
        headers = {**request.pop("headers", {})}
        if by is not None:
            headers |= bearer(self.tokens[by])
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **request)

    async def get(self, path: str, by: str, **params: Any) -> Json:
        answer = await self.call("GET", path, by, params=params)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def post(self, path: str, by: str, **body: Any) -> Json:
        answer = await self.call("POST", path, by, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def refused(self, path: str, by: str, **body: Any) -> tuple[int, str]:
        """Status and code of a refusal."""
        answer = await self.call("POST", path, by, json=body)
        assert answer.is_client_error, answer.text
        return answer.status_code, answer.json()["code"]

    async def bring_in(self, text: str, **params: Any) -> httpx.Response:
        """Imports a roster given as CSV."""
        headers = {"Content-Type": "text/csv"}
        return await self.call(
            "POST", "/imports/organizations", "administrator", content=text.encode(), headers=headers, params=params
        )

    async def announced(self, *, after: int = 0) -> list[Any]:
        """Returns the events of the outbox, in their order."""
        async with self.context.service.reading() as connection:
            return list(
                (await connection.execute(select(outbox).where(outbox.c.id > after).order_by(outbox.c.id))).all()
            )

    async def issue_keys(self) -> None:
        """Issues a key pair to every hosted organization without one."""
        lease = Lease(self.context.service, "committee", "me")
        issuing = KeyIssuer(self.context, Vault(SECRET), lease, self.following, complete=lambda: True)
        await issuing.issue(await issuing.lacking(await issuing.usable()))

    @property
    def endorsement(self) -> KeyEndorsement:
        return KeyEndorsement(self.context, pins_roots=True)

    @property
    def consent_notes(self) -> ConsentNotes:
        return ConsentNotes(self.context)

    @property
    def following(self) -> tuple[KeyEndorsement, ConsentNotes, InvitationNotices, AcceptancePublisher]:
        """Returns what the key issuer updates after each change of the directory."""
        return self.endorsement, self.consent_notes, InvitationNotices(self.context), AcceptancePublisher(self.context)

    @property
    def check(self) -> RecordCheck:
        """Returns the check of the signatures of records, by a directory that was read to its end."""
        return RecordCheck(keys=self.context.record_keys, complete=lambda: True, times_caught_up=lambda: 0)

    async def signatures(self, rows: list[Any]) -> list[bytes | None]:
        """Returns the signatures that the relay adds to rows of the outbox."""
        values = [value_of(row, await self.sealed(row)) for row in rows]
        return await self.sign([event_of(row)._replace(payload=value) for row, value in zip(rows, values, strict=True)])

    async def sign(self, events: list[OutboxEvent]) -> list[bytes | None]:
        """Returns the signatures of events whose payloads are the values of their records."""
        return await EventSigner(self.context.service, Vault(self.signing_secret)).signatures(events)

    async def apply(self, sources: Collection["ServiceClient"]) -> tuple[bool, list[DeadLetter]]:
        """Applies the records from the position where it stopped; returns whether there were any, and what could not be applied."""
        records: list[ConsumerRecord[bytes, bytes]] = []
        for source in sources:
            rows = await source.announced(after=self.read_to.get(source.name, 0))
            signed = zip(rows, await source.signatures(rows), strict=True)
            records += [
                record_of(row, await source.sealed(row), signature, _writer(source, row)) for row, signature in signed
            ]
            self.read_to[source.name] = rows[-1].id if rows else self.read_to.get(source.name, 0)
        by_topic = {topic: [record for record in records if kind_of(record.topic) is topic] for topic in Topic}
        async with self.context.read.transaction() as connection:
            organizations, writers = by_topic[Topic.ORGANIZATIONS], self.context.writers
            refused = await apply(connection, organizations, "test", writers=writers, check=self.check)
            self.refused_records += len(refused)
        async with self.context.service.transaction() as connection:
            dead = await self.inbox.apply(connection, by_topic[Topic.TRANSFERS], "test")
            chunks = [each for each in by_topic[Topic.ATTACHMENTS] if self.chunks_arrive]
            dead += await self.chunk_inbox.apply(connection, chunks, "test")
        await self.assembly.update()
        for each in self.following:
            await each.update()
        return bool(records), dead


@dataclass(frozen=True, kw_only=True)
class ServiceClients:
    """The services of the four levels, with their clients: of the region, the city, the county and the township."""

    region: ServiceClient
    city: ServiceClient
    county: ServiceClient
    township: ServiceClient
    clock: Clock = field(default_factory=Clock)

    @property
    def all(self) -> tuple[ServiceClient, ...]:
        return self.region, self.city, self.county, self.township

    @property
    def tokens(self) -> dict[str, dict[str, str]]:
        return {service.name: service.tokens for service in self.all}

    async def deliver(self, *, away: Collection[str] = (), doubtful: int = 0) -> list[DeadLetter]:
        """Applies all published events in every directory and inbox, and those that follow from them, until there are no more.

        `away`: the names of services that are not running; `doubtful`: the number of records that each directory refuses. Returns the
        dead letters of inboxes.
        """
        dead: list[DeadLetter] = []
        busy = True
        while busy:
            busy = False
            for service in self.all:
                if service.name not in away:
                    found, letters = await service.apply(self.all)
                    busy, dead = busy or found, [*dead, *letters]
        present = [service for service in self.all if service.name not in away]
        assert [service.refused_records for service in present] == [doubtful] * len(present)
        for service in present:
            service.refused_records = 0
        return dead


def _writer(source: ServiceClient, row: Any) -> EventWriter:
    """Returns the service in whose topic the event is: of a database of several levels, the one that hosts the organization."""
    if source.context.writer is not None:
        return source.context.writer
    return Writer(source.name) if source.name in {*Writer} else writer_for(row.matter)


def value_of(row: Any, sealed: bytes | None) -> bytes:
    """Returns the value of the record of a row of the outbox."""
    value: bytes = row.payload if sealed is None else value_with(row.payload, sealed)
    return value


def record_of(
    row: Any, sealed: bytes | None = None, signature: bytes | None = None, writer: EventWriter = Writer.COUNTY
) -> ConsumerRecord[bytes, bytes]:
    """Returns the record of a row of the outbox of this service, as it is in Kafka."""
    value, topic = value_of(row, sealed), topic_name(Topic(row.topic), writer)
    headers = headers_with(signature)
    return ConsumerRecord(
        *(
            topic,
            row.partition % partition_count(topic),
            row.id,
            0,
            0,
            row.matter.encode(),
            value,
            None,
            0,
            len(value),
            headers,
        )
    )


def account_with(role: Role, organization: str = "") -> str:
    """Returns the name of the account of the tests that has this role; `organization`: unless it is an administrator."""
    if role is Role.SYSTEM_ADMINISTRATOR:
        return "administrator"
    return str(role) if role in ADMINISTRATORS else f"{organization}-{role}"


@asynccontextmanager
async def open_service(
    name: str,
    folder: Path,
    *,
    tokens: Mapping[str, str] | None = None,
    organizations: frozenset[str] = frozenset(),
    clock: Clock | None = None,
    charter: Path | None = None,
    writer: EventWriter | None = None,
    writers: Writers = SHARED,
    encrypts_texts: bool = False,
    secret: bytes = SECRET,
) -> AsyncIterator[ServiceClient]:
    """Opens the service of a level, with its databases in a folder and a fixed clock. `tokens`: of the accounts that exist already."""
    clock = clock or Clock()
    encryption = TextEncryption(secret, RESTRICTED if encrypts_texts else ())
    database = Database(database_url(folder, name), durable=False, options=encryption.options)
    read = Database(database_url(folder, f"{name}-read"), durable=False)
    if tokens is None:
        async with database.engine.begin() as connection:
            await connection.run_sync(service_tables.create_all)
        async with read.engine.begin() as connection:
            await connection.run_sync(read_tables.create_all)
    context = ServiceContext(
        service=database,
        read=read,
        charters=Charters.load(charter or SERVICES / name / "charter.toml"),
        directory=DirectoryCache(read, database, writers=writers),
        organizations=organizations,
        writer=writer,
        writers=writers,
        now=clock.now,
    )
    state = AppState(  # sessions do not run out when a test lets days pass
        database=database,
        secret=SECRET,
        now=lambda: NOON,
        account_scope=account_scope(context),
        unit_names=all_keys_of,
        unread=unread_count(context),
        title_of=field_title,
    )
    service = ServiceClient(name=name, context=context, state=state, clock=clock, tokens=dict(tokens or {}))
    if tokens is None:
        for role in sorted(ADMINISTRATORS):
            await service.account(account_with(role), role, organization=None)
    try:
        yield service
    finally:
        service.closing.close()
        await database.close()
        await read.close()


@asynccontextmanager
async def open_county_with(rules: str, services: ServiceClients, folder: Path) -> AsyncIterator[ServiceClient]:
    """Opens the county's service of these services once more, with further rules in its charter and a clock of its own."""
    charter = folder / "charter.toml"
    charter.write_text((SERVICES / "county" / "charter.toml").read_text("utf-8") + rules, "utf-8")
    async with open_service("county", folder, tokens=services.county.tokens, clock=Clock(), charter=charter) as service:
        yield service


@asynccontextmanager
async def open_services(
    folder: Path, *, tokens: Mapping[str, Mapping[str, str]] | None = None, encrypts_texts: bool = False
) -> AsyncIterator[ServiceClients]:
    """Opens the services of all four levels."""
    known, clock = tokens or {}, Clock()
    async with AsyncExitStack() as stack:
        region, city, county, township = [
            await stack.enter_async_context(
                open_service(name, folder, tokens=known.get(name), clock=clock, encrypts_texts=encrypts_texts)
            )
            for name in ("region", "city", "county", "township")
        ]
        yield ServiceClients(region=region, city=city, county=county, township=township, clock=clock)


class Prepared(NamedTuple):
    """Databases to be copied, and the tokens of the accounts in them."""

    folder: Path
    tokens: dict[str, dict[str, str]]


@asynccontextmanager
async def open_copy(prepared: Prepared, folder: Path, *, encrypts_texts: bool = False) -> AsyncIterator[ServiceClients]:
    """Opens the services of all four levels with copies of prepared databases."""
    copy_databases(prepared.folder, folder)
    async with open_services(folder, tokens=prepared.tokens, encrypts_texts=encrypts_texts) as services:
        yield services
