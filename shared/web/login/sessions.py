"""Login sessions: each has an opaque token of 32 random bytes, stored only as its hash.

A session ends with a logout, after a time without a request, and at the latest after a time since its login (`Limits`).
"""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, ForeignKey, LargeBinary, Row, String, Table, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import NotFoundError, UnauthenticatedError
from shared.storage.database import Database, service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account, account_of, accounts, change_account
from shared.web.limits import DEFAULT_LIMITS, Limits
from shared.web.login.passwords import has_old_parameters, hash_password, is_password

USE_RECORDED_EVERY = timedelta(minutes=1)
"""The precision of the last use of a session: more frequent requests do not write."""

ID_BYTES = 8
_LONGEST_ADDRESS, _LONGEST_BROWSER = 45, 200


def token_columns() -> tuple[Column[Any], ...]:
    """Returns the columns of what an account opens with a token: the hash of the token, the public id, and the account."""
    return (
        Column("token_hash", LargeBinary, primary_key=True),
        Column("id", String(2 * ID_BYTES), nullable=False, unique=True),
        Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), nullable=False, index=True),
    )


sessions = Table(
    "sessions",
    service_tables,
    *token_columns(),
    Column("opened_at", Timestamp, nullable=False),
    Column("used_at", Timestamp, nullable=False),
    Column("expires_at", Timestamp, nullable=False, index=True),
    Column("address", String(_LONGEST_ADDRESS), nullable=False, default=""),
    Column("browser", String(_LONGEST_BROWSER), nullable=False, default=""),
)

_columns: tuple[Column[Any], ...] = (
    sessions.c.id,
    sessions.c.opened_at,
    sessions.c.used_at,
    sessions.c.expires_at,
    sessions.c.address,
    sessions.c.browser,
)
_current = (
    select(accounts, *_columns)
    .join_from(sessions, accounts)
    .where(
        sessions.c.token_hash == bindparam("token"),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.used_at > bindparam("used_after"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a session was opened: the address of the client, and the browser as it describes itself."""

    address: str = ""
    browser: str = ""


@dataclass(frozen=True, kw_only=True)
class LoginSession:
    """A login session; its instants are in UTC. `id`: its public identifier; `used`: its last request, to the minute."""

    id: str
    account: Account
    opened: datetime
    used: datetime
    expires: datetime
    origin: Origin = Origin()


@dataclass(frozen=True, kw_only=True)
class Verified:
    """An account whose password was verified, and the hash that it was verified against.

    `new_hash`: the hash with the parameters of today, where the stored one has others.
    """

    account: Account
    password_hash: str
    new_hash: str | None = None


async def authenticate(database: Database, name: str, password: str) -> Verified:
    """Returns the account with this password; raises the same `UnauthenticatedError` `login-failed` for every cause."""
    async with database.reading() as connection:
        row = (await connection.execute(select(accounts).where(accounts.c.name == name))).first()
    matches = await is_password(None if row is None else row.password_hash, password)
    if row is None or not matches or row.disabled:
        raise login_failed()
    new_hash = await hash_password(password) if has_old_parameters(row.password_hash) else None
    return Verified(account=account_of(row), password_hash=row.password_hash, new_hash=new_hash)


def login_failed() -> UnauthenticatedError:
    """Returns the one error of a failed login, whether the account is unknown or disabled or the password is wrong."""
    return UnauthenticatedError("login-failed", "账号或密码不正确")


def new_token() -> str:
    return _text(secrets.token_bytes(32))


async def open_session(
    connection: AsyncConnection,
    account: Account,
    token: str,
    now: datetime,
    *,
    limits: Limits = DEFAULT_LIMITS,
    origin: Origin = Origin(),
) -> LoginSession:
    """Stores and returns a new session under the hash of its token; ends the oldest ones beyond the limit of the account."""
    session = LoginSession(
        id=secrets.token_hex(ID_BYTES),
        account=account,
        opened=now,
        used=now,
        expires=(now + limits.session_lasting).replace(microsecond=0),
        origin=Origin(address=origin.address[:_LONGEST_ADDRESS], browser=origin.browser[:_LONGEST_BROWSER]),
    )
    row = {
        "token_hash": token_hash(token),
        "id": session.id,
        "account": account.name,
        "opened_at": now,
        "used_at": now,
        "expires_at": session.expires,
        "address": session.origin.address,
        "browser": session.origin.browser,
    }
    await connection.execute(insert(sessions).values(**row))
    of_account = sessions.c.account == account.name
    newest = select(sessions.c.id).where(of_account).order_by(sessions.c.opened_at.desc(), sessions.c.id)
    kept = newest.limit(limits.sessions_per_account)
    await connection.execute(delete(sessions).where(of_account, sessions.c.id.not_in(kept)))
    return session


async def check_unchanged(connection: AsyncConnection, verified: Verified) -> None:
    """Raises `login-failed` when the password was changed or the account disabled after the password was verified.

    Replaces a hash with old parameters. Locks the account until the session is committed, so that a change that comes after this
    check ends the session.
    """
    query = select(accounts).where(accounts.c.name == verified.account.name)
    query = query.with_for_update(read=verified.new_hash is None)
    row = (await connection.execute(query)).one()
    if row.disabled or row.password_hash != verified.password_hash:
        raise login_failed()
    if verified.new_hash is not None:
        await change_account(connection, verified.account.name, password_hash=verified.new_hash)


async def find_session(
    connection: AsyncConnection, token: str, now: datetime, *, limits: Limits = DEFAULT_LIMITS
) -> LoginSession:
    """Returns a session; raises `UnauthenticatedError` `session-ended` when it is unknown or over or its account is disabled."""
    given = {"token": token_hash(token), "now": now, "used_after": now - limits.session_idle}
    row = (await connection.execute(_current, given)).first()
    if row is None or row.disabled:
        raise UnauthenticatedError("session-ended", "登录已失效，请重新登录")
    return _session_of(row, account_of(row))


async def record_use(database: Database, session: LoginSession, now: datetime) -> None:
    """Stores that a session is in use, unless this was stored less than a minute ago."""
    if now - session.used < USE_RECORDED_EVERY:
        return
    async with database.transaction() as connection:
        used = update(sessions).where(sessions.c.id == session.id, sessions.c.used_at < now)
        await connection.execute(used.values(used_at=now))


async def sessions_of(
    connection: AsyncConnection, account: Account, now: datetime, *, limits: Limits = DEFAULT_LIMITS
) -> list[LoginSession]:
    """Returns the sessions of an account that are not over, the newest first."""
    query = select(*_columns).where(
        sessions.c.account == account.name,
        sessions.c.expires_at > now,
        sessions.c.used_at > now - limits.session_idle,
    )
    rows = await connection.execute(query.order_by(sessions.c.opened_at.desc(), sessions.c.id))
    return [_session_of(row, account) for row in rows]


async def end_session_by_id(connection: AsyncConnection, account: str, id: str) -> None:
    """Ends a session of an account; raises `NotFoundError` when it has none with this identifier."""
    ended = delete(sessions).where(sessions.c.account == account, sessions.c.id == id)
    if not (await connection.execute(ended)).rowcount:
        raise NotFoundError("unknown-session", "没有这个登录，可能已经结束")


async def end_session(connection: AsyncConnection, token: str) -> None:
    await connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash(token)))


async def end_sessions_of(connection: AsyncConnection, account: str, *, but: str = "") -> None:
    """Ends every session of an account, except the one with the token `but`."""
    ended = (sessions.c.account == account) & (sessions.c.token_hash != token_hash(but))
    await connection.execute(delete(sessions).where(ended))


async def purge(connection: AsyncConnection, now: datetime, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Deletes the sessions that are over."""
    over = (sessions.c.expires_at <= now) | (sessions.c.used_at <= now - limits.session_idle)
    await connection.execute(delete(sessions).where(over))


def _session_of(row: Row[Any], account: Account) -> LoginSession:
    return LoginSession(
        id=row.id,
        account=account,
        opened=row.opened_at,
        used=row.used_at,
        expires=row.expires_at,
        origin=Origin(address=row.address, browser=row.browser),
    )


def token_hash(token: str) -> bytes:
    """Returns the SHA-256 hash of a token; it needs neither salt nor cost, because 32 random bytes cannot be guessed."""
    return sha256(token.encode("utf-8", "replace")).digest()


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).rstrip(b"=").decode()
