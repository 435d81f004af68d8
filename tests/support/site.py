"""A small application with its own routes and its database, and accounts that log in to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import httpx
from fastapi import APIRouter, FastAPI, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import Channel, Role
from shared.domain.errors import ConflictError, NotFoundError
from shared.storage.database import Database, service_tables
from shared.ui.login import routes as login
from shared.ui.login import single_sign_on
from shared.web.accounts import create_account
from shared.web.actor import Actor, Public
from shared.web.app import create_app
from shared.web.dependencies import AppState, app_state
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once
from shared.web.limits import DEFAULT_LIMITS, Limits
from shared.web.login.passwords import hash_password
from shared.web.oidc.provider import IdentityProvider
from shared.web.stored_response import StoredResponse, stored_response
from tests.support.clients import log_in
from tests.support.clock import Clock
from tests.support.databases import database_url

PASSWORD = "correct horse"

own_tables = MetaData()
notes = Table("test_notes", own_tables, Column("id", Integer, primary_key=True), Column("text", String(400)))


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=20)]
    on: date | None = None
    channel: Channel = Channel.PAPER
    count: Annotated[int, Field(ge=0, le=10)] = 1


class NoteView(BaseModel):
    id: int
    text: str


router = APIRouter(prefix="/api/v1")


@router.post("/notes", status_code=201, response_model=NoteView)
async def write(request: Request, note: Note, account: Actor) -> Response:
    async def apply(connection: AsyncConnection) -> StoredResponse:
        if note.text == "refused":
            raise ConflictError("not-allowed-now", "现在不能写", status="closed", allowed=["read"])
        number = (await connection.execute(insert(notes).values(text=note.text).returning(notes.c.id))).scalar_one()
        return stored_response(
            201, NoteView(id=number, text=note.text), location=f"/api/v1/notes/{number}", etag=etag_of(1, 1)
        )

    return await once(request, account, apply)


@router.post("/imports/notes")
@router.post("/imports/proposals")
async def take_in(request: Request, _account: Actor) -> int:
    return len(await request.body())


@router.get("/notes/{number}")
async def read(request: Request, number: int, _account: Actor) -> NoteView:
    check_match(request, epoch=1, sequence=3)
    async with app_state(request).database.reading() as connection:
        row = (await connection.execute(select(notes).where(notes.c.id == number))).first()
    if row is None:
        raise NotFoundError("unknown-note", "没有这个条目")
    return NoteView(id=row.id, text=row.text)


@router.get("/echo", dependencies=[Public])
async def echo(year: Annotated[int | None, Query(ge=1949, le=2100)] = None, day: date | None = None) -> list[str]:
    return [str(year), str(day)]


@router.get("/failures/{kind}", dependencies=[Public])
async def fail(kind: str) -> None:
    failures: dict[str, Exception] = {
        "bug": RuntimeError("a secret detail"),
        "busy": OperationalError("SELECT 1", {}, Exception("database is locked")),
        "gone": ConnectionRefusedError("no database"),
        "stopping": DBAPIError("SELECT 1", {}, Exception("terminating connection due to administrator command")),
        "mistake": ProgrammingError("SELECT 1", {}, Exception("a secret detail")),
    }
    raise failures[kind]


@dataclass(kw_only=True)
class Site:
    """The application, its database and clock, and a client of it that is not logged in."""

    app: FastAPI
    database: Database
    client: httpx.AsyncClient
    clock: Clock = field(default_factory=Clock)

    async def account(self, name: str, *roles: Role, organization: str | None = None, unit: str | None = None) -> str:
        """Creates an account with the password of these tests."""
        hashed = await _password_hash()
        async with self.database.transaction() as connection:
            await create_account(
                connection, name=name, organization=organization, roles=roles, unit=unit, password_hash=hashed
            )
        return name

    async def log_in(self, name: str) -> dict[str, str]:
        """Logs an account in and returns the headers of its requests."""
        return await log_in(self.client, name, PASSWORD)

    async def secretary(self) -> dict[str, str]:
        return await self.log_in(await self.account("522625-secretariat", Role.SECRETARIAT, organization="522625"))

    async def administrator(self) -> dict[str, str]:
        return await self.log_in(await self.account("administrator", Role.SYSTEM_ADMINISTRATOR))

    async def notes(self) -> int:
        """Returns how many effects there have been."""
        async with self.database.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(notes))).scalar_one()


_hashes: dict[str, str] = {}


async def _password_hash() -> str:
    """Returns the hash of the password of these tests, which is computed once: it is slow on purpose."""
    if PASSWORD not in _hashes:
        _hashes[PASSWORD] = await hash_password(PASSWORD)
    return _hashes[PASSWORD]


@asynccontextmanager
async def open_site(
    folder: Path,
    *,
    url: str | None = None,
    public_url: str = "",
    limits: Limits = DEFAULT_LIMITS,
    second_factor: bool = False,
    identity_provider: IdentityProvider | None = None,
) -> AsyncIterator[Site]:
    """Yields a site in a folder of its own; `url`: its database, where the test chooses it; `second_factor`: required of all."""
    database = Database(url or database_url(folder, "service"))
    async with database.engine.begin() as connection:
        await connection.run_sync(service_tables.create_all)
        await connection.run_sync(own_tables.create_all)
    clock = Clock()
    state = AppState(
        database=database,
        secret=b"s" * 32,
        now=clock.now,
        public_url=public_url,
        limits=limits,
        identity_provider=identity_provider,
        requires_second_factor=lambda _account: second_factor,
    )
    app = create_app("联席测试", [router, login.router, single_sign_on.router], service="test", state=state)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        yield Site(app=app, database=database, client=client, clock=clock)
    await database.close()
