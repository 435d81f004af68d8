"""`Idempotency-Key`: a repeated POST has one effect and one response.

Routes of commands are declared by `add_command_route`, which calls `once`; other routes that write call it themselves:

    @router.post("/accounts", status_code=201)
    async def add(request: Request, new: NewAccount, admin: Administrator) -> Response:
        async def apply(connection: AsyncConnection) -> StoredResponse:
            created = await create(connection, ...)   # may raise a LianxiError: then nothing is stored
            return stored_response(201, view(created), location=f"/api/v1/accounts/{created.name}")

        return await once(request, admin, apply)      # one transaction of the service database, committed by `once`

The key is claimed first, in the transaction of the effect. Of two simultaneous equal requests, the second waits for the first and
returns its response. Without the header, `once` only runs the transaction. Errors are not stored, because they had no effect.
The handler must write through `connection` only and must not wake background tasks, because it may be rolled back.
"""

import hmac
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from fastapi import Request, Response
from sqlalchemy import Column, Integer, LargeBinary, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import InvalidError, invalid
from shared.storage.columns import keys
from shared.storage.database import service_tables
from shared.storage.statements import insert_into
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account
from shared.web.dependencies import AppState, app_state
from shared.web.stored_response import StoredResponse

RETENTION = timedelta(days=7)
LONGEST_KEY = 255
REUSED = "idempotency-key-reused"
"""The error code of a key that was used before with another body."""

_KEY = re.compile(f"[\x20-\x7e]{{1,{LONGEST_KEY}}}")
RequestHandler = Callable[[AsyncConnection], Awaitable[StoredResponse]]

idempotency_keys = Table(
    "idempotency_keys",
    service_tables,
    *keys(actor=String(LONGEST_NAME), route=String(400), key=String(LONGEST_KEY)),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("headers", LargeBinary),
    Column("content", LargeBinary),
    Column("claimed_at", Timestamp, nullable=False, index=True),
)


async def once(
    request: Request,
    account: Account,
    handler: RequestHandler,
    *,
    content: bytes | None = None,
    key: str | None = None,
    short_statements: bool = False,
) -> Response:
    """Runs the handler in a transaction and commits it, or returns the stored response of the same request.

    `content`: is compared instead of the body, whose bytes may differ between equal submissions (tokens of forms, multipart).
    `key`: the key of a form, since forms cannot send a header. `short_statements`: see `Database.transaction`.
    Raises `InvalidError` `idempotency-key-reused` when the key was used before with another body.
    """
    state = app_state(request)
    key = key or key_of(request)
    async with state.database.transaction(short_statements=short_statements) as connection:
        if key is None:
            return (await handler(connection)).response()
        claim = {"actor": account.name, "route": f"{request.method} {request.url.path}"[:400], "key": key}
        fingerprint = _fingerprint(request, state, await request.body() if content is None else content)
        if not await _claimed(connection, claim, fingerprint, state.now()):
            return await _first_answer(connection, claim, fingerprint)
        answer = await handler(connection)
        await _keep(connection, claim, answer)
    return answer.response()


async def location_of(connection: AsyncConnection, account: Account, path: str, key: str) -> str | None:
    """Returns the `Location` of the stored response of a POST to this path with this key; None where there is none."""
    claim = {"actor": account.name, "route": f"POST {path}"[:400], "key": key}
    headers = await connection.scalar(select(idempotency_keys.c.headers).where(_is(claim)))
    return None if headers is None else msgspec.json.decode(headers, type=dict[str, str]).get("Location")


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the keys that are older than seven days."""
    await connection.execute(delete(idempotency_keys).where(idempotency_keys.c.claimed_at < now - RETENTION))


def key_of(request: Request) -> str | None:
    keys = request.headers.getlist("Idempotency-Key")
    if not keys:
        return None
    key = keys[0]
    if len(keys) > 1 or not _KEY.fullmatch(key):
        raise invalid("Idempotency-Key", key[:LONGEST_KEY], f"须为1至{LONGEST_KEY}个可打印的ASCII字符，且只出现一次")
    return key


def _fingerprint(request: Request, state: AppState, content: bytes) -> bytes:
    """Returns an HMAC of query and body; it is keyed because a body may contain a password."""
    return hmac.digest(state.secret, request.url.query.encode() + b"\0" + content, sha256)


async def _claimed(connection: AsyncConnection, claim: dict[str, Any], fingerprint: bytes, now: datetime) -> bool:
    """Returns whether this request claimed the key. PostgreSQL waits here for an open transaction that has claimed it."""
    statement = (
        insert_into(connection, idempotency_keys)
        .values(**claim, fingerprint=fingerprint, claimed_at=now)
        .on_conflict_do_nothing()
    )
    return (await connection.execute(statement)).rowcount == 1


def _is(claim: dict[str, Any]) -> Any:
    columns = idempotency_keys.c
    return (columns.actor == claim["actor"]) & (columns.route == claim["route"]) & (columns.key == claim["key"])


async def _first_answer(connection: AsyncConnection, claim: dict[str, Any], fingerprint: bytes) -> Response:
    row = (await connection.execute(select(idempotency_keys).where(_is(claim)))).one()
    if not hmac.compare_digest(row.fingerprint, fingerprint):
        detail = "这个重复提交标识已用于内容不同的请求；新的请求须用新的标识"
        raise InvalidError(REUSED, detail)
    kept = StoredResponse(
        status=row.status, content=row.content, headers=msgspec.json.decode(row.headers, type=dict[str, str])
    )
    return kept.response(repeated=True)


async def _keep(connection: AsyncConnection, claim: dict[str, Any], answer: StoredResponse) -> None:
    values = {"status": answer.status, "headers": msgspec.json.encode(answer.headers), "content": answer.content}
    await connection.execute(update(idempotency_keys).where(_is(claim)).values(**values))
