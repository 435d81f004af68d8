"""Login sessions: each has an opaque token of 32 random bytes, stored only as its hash, and lasts twelve hours or until it is ended."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import UnauthenticatedError
from shared.storage.database import Database, service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account, account_of, accounts
from shared.web.passwords import is_password

LASTING = timedelta(hours=12)

sessions = Table(
    "sessions",
    service_tables,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), nullable=False, index=True),
    Column("expires_at", Timestamp, nullable=False, index=True),
)

_current = (
    select(accounts, sessions.c.expires_at)
    .join_from(sessions, accounts)
    .where(sessions.c.token_hash == bindparam("token"), sessions.c.expires_at > bindparam("now"))
)


@dataclass(frozen=True, kw_only=True)
class LoginSession:
    """A login session; `expires` is an instant in UTC."""

    account: Account
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class Verified:
    """An account whose password was verified, and the hash that it was verified against."""

    account: Account
    password_hash: str


async def authenticate(database: Database, name: str, password: str) -> Verified:
    """Returns the account with this password; raises the same `UnauthenticatedError` `login-failed` for every cause."""
    async with database.reading() as connection:
        row = (await connection.execute(select(accounts).where(accounts.c.name == name))).first()
    matches = await is_password(None if row is None else row.password_hash, password)
    if row is None or not matches or row.disabled:
        raise login_failed()
    return Verified(account=account_of(row), password_hash=row.password_hash)


def login_failed() -> UnauthenticatedError:
    """Returns the one error of a failed login, whether the account is unknown or disabled or the password is wrong."""
    return UnauthenticatedError("login-failed", "账号或密码不正确")


def new_token() -> str:
    return _text(secrets.token_bytes(32))


async def open_session(connection: AsyncConnection, account: Account, token: str, now: datetime) -> LoginSession:
    """Stores and returns a new session under the hash of its token."""
    session = LoginSession(account=account, expires=(now + LASTING).replace(microsecond=0))
    row = {"token_hash": _hash(token), "account": account.name, "expires_at": session.expires}
    await connection.execute(insert(sessions).values(**row))
    return session


async def check_unchanged(connection: AsyncConnection, verified: Verified) -> None:
    """Raises `login-failed` when the password was changed or the account disabled after the password was verified.

    Locks the account until the session is committed, so that a change that comes after this check ends the session.
    """
    query = select(accounts).where(accounts.c.name == verified.account.name).with_for_update(read=True)
    row = (await connection.execute(query)).one()
    if row.disabled or row.password_hash != verified.password_hash:
        raise login_failed()


async def find_session(connection: AsyncConnection, token: str, now: datetime) -> LoginSession:
    """Returns a session; raises `UnauthenticatedError` `session-ended` when it is unknown or expired or its account is disabled."""
    session = await _find(connection, token, now)
    if session is None or session.account.disabled:
        raise UnauthenticatedError("session-ended", "登录已失效，请重新登录")
    return session


async def end_session(connection: AsyncConnection, token: str) -> None:
    await connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


async def end_sessions_of(connection: AsyncConnection, account: str, *, but: str = "") -> None:
    """Ends every session of an account, except the one with the token `but`."""
    ended = (sessions.c.account == account) & (sessions.c.token_hash != _hash(but))
    await connection.execute(delete(sessions).where(ended))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the sessions that have expired."""
    await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))


async def _find(connection: AsyncConnection, token: str, now: datetime) -> LoginSession | None:
    row = (await connection.execute(_current, {"token": _hash(token), "now": now})).first()
    if row is None:
        return None
    return LoginSession(account=account_of(row), expires=row.expires_at)


def _hash(token: str) -> bytes:
    """Returns the SHA-256 hash of a token; it needs neither salt nor cost, because 32 random bytes cannot be guessed."""
    return sha256(token.encode("utf-8", "replace")).digest()


def _text(token: bytes) -> str:
    return urlsafe_b64encode(token).rstrip(b"=").decode()
