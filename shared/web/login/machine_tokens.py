"""Machine tokens: programs act for an account with a token instead of its password, within scopes and until a day."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Row, String, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.titled import Titled
from shared.domain.errors import ConflictError, ForbiddenError, NotFoundError, UnauthenticatedError, invalid
from shared.domain.lines import is_line
from shared.storage.columns import required
from shared.storage.database import Database, service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import Account, account_of, accounts
from shared.web.login.sessions import (
    ID_BYTES,
    USE_RECORDED_EVERY,
    LoginSession,
    Origin,
    new_token,
    token_columns,
    token_hash,
)

PREFIX = "lxm_"
"""The beginning of each machine token, by which people and programs that search for secrets recognize it."""

LONGEST_PURPOSE = 60
LONGEST_LASTING = timedelta(days=365)
MOST = 20
"""Maximum number of machine tokens of an account that have not expired."""

_READING = {"GET", "HEAD"}
_API = "/api/v1/"


class Scope(Titled):
    """What a machine token may do of what its account may do."""

    FIGURES = "figures", "读取统计报告"
    READ = "read", "读取全部可读内容"
    COMMANDS = "commands", "办理事项（也可读取）"


_NEVER = ("/api/v1/accounts",)
"""The addresses that no machine token opens: accounts, passwords, sessions, second factors, and other tokens."""

machine_tokens = Table(
    "machine_tokens",
    service_tables,
    *token_columns(),
    *required(purpose=String(LONGEST_PURPOSE), scopes=String(100), created_at=Timestamp, expires_at=Timestamp),
    Column("used_at", Timestamp),
)


@dataclass(frozen=True, kw_only=True)
class MachineToken:
    """A machine token without its secret. `used`: its last request, to the minute; None before the first one."""

    id: str
    purpose: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime
    used: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewMachineToken:
    """A machine token to be created. `days`: for which it is valid."""

    purpose: str
    scopes: frozenset[Scope]
    days: int


def check_new(new: NewMachineToken) -> None:
    """Raises `InvalidError`, which names the field, for a token that breaks a rule."""
    if not new.purpose.strip() or len(new.purpose) > LONGEST_PURPOSE or not is_line(new.purpose):
        raise invalid("purpose", new.purpose, f"须为1至{LONGEST_PURPOSE}个字的一行，写明给哪个程序用")
    if not new.scopes:
        raise invalid("scopes", [], "至少选一项")
    if not 1 <= new.days <= LONGEST_LASTING.days:
        raise invalid("days", new.days, f"须为1至{LONGEST_LASTING.days}天")


async def create_token(connection: AsyncConnection, account: Account, new: NewMachineToken, now: datetime) -> str:
    """Stores a token of an account and returns it; raises `InvalidError`, or `ConflictError` beyond the limit of an account."""
    check_new(new)
    if len([each for each in await tokens_of(connection, account.name) if each.expires > now]) >= MOST:
        raise ConflictError("too-many-tokens", f"一个账号最多{MOST}个有效的程序令牌，请先撤销不用的")
    token = PREFIX + new_token()
    row = {
        "token_hash": token_hash(token),
        "id": secrets.token_hex(ID_BYTES),
        "account": account.name,
        "purpose": new.purpose.strip(),
        "scopes": ",".join(sorted(new.scopes)),
        "created_at": now,
        "expires_at": now + timedelta(days=new.days),
    }
    await connection.execute(insert(machine_tokens).values(**row))
    return token


async def tokens_of(connection: AsyncConnection, account: str) -> list[MachineToken]:
    """Returns the tokens of an account, expired ones too, the newest first."""
    query = select(machine_tokens).where(machine_tokens.c.account == account)
    rows = await connection.execute(query.order_by(machine_tokens.c.created_at.desc(), machine_tokens.c.id))
    return [_token_of(row) for row in rows]


async def revoke_token(connection: AsyncConnection, account: str, id: str) -> None:
    """Deletes a token of an account; raises `NotFoundError` when it has none with this identifier."""
    own = (machine_tokens.c.account == account) & (machine_tokens.c.id == id)
    if not (await connection.execute(delete(machine_tokens).where(own))).rowcount:
        raise NotFoundError("unknown-token", "没有这个程序令牌，可能已经撤销")


async def revoke_tokens_of(connection: AsyncConnection, account: str) -> None:
    """Deletes every token of an account."""
    await connection.execute(delete(machine_tokens).where(machine_tokens.c.account == account))


async def find_token_session(
    connection: AsyncConnection, token: str, now: datetime, *, method: str, path: str
) -> LoginSession:
    """Returns the account of a machine token as a session, for one request.

    Raises `UnauthenticatedError` `session-ended` when the token is unknown, revoked or expired or its account is disabled, and
    `ForbiddenError` `scope-missing` when its scopes do not include the request.
    """
    columns = [each.label(f"token_{each.name}") for each in machine_tokens.c if each.name != "token_hash"]
    query = select(accounts, *columns).join_from(machine_tokens, accounts)
    query = query.where(machine_tokens.c.token_hash == token_hash(token), machine_tokens.c.expires_at > now)
    row = (await connection.execute(query)).first()
    if row is None or row.disabled:
        raise UnauthenticatedError("session-ended", "程序令牌无效、已撤销或已到期")
    scopes = frozenset(Scope(each) for each in row.token_scopes.split(","))
    if not is_within(scopes, method, path):
        raise ForbiddenError("scope-missing", "这个程序令牌的范围不含此操作")
    return LoginSession(
        id=row.token_id,
        account=account_of(row),
        opened=row.token_created_at,
        used=row.token_used_at or row.token_created_at,
        expires=row.token_expires_at,
        origin=Origin(browser=row.token_purpose),
    )


def is_within(scopes: frozenset[Scope], method: str, path: str) -> bool:
    """Returns whether the scopes of a token include a request."""
    if not path.startswith(_API) or any(path == each or path.startswith(f"{each}/") for each in _NEVER):
        return False
    if path == f"{_API}sessions":
        return method in _READING
    if Scope.COMMANDS in scopes:
        return True
    return method in _READING and (Scope.READ in scopes or path.startswith(f"{_API}reports/"))


async def record_token_use(database: Database, session: LoginSession, now: datetime) -> None:
    """Stores that a token is in use, unless this was stored less than a minute ago."""
    if session.opened < session.used and now - session.used < USE_RECORDED_EVERY:
        return
    async with database.transaction() as connection:
        await connection.execute(update(machine_tokens).where(machine_tokens.c.id == session.id).values(used_at=now))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the tokens that expired a month ago; until then their page shows them."""
    await connection.execute(delete(machine_tokens).where(machine_tokens.c.expires_at <= now - timedelta(days=30)))


def _token_of(row: Row[Any]) -> MachineToken:
    return MachineToken(
        id=row.id,
        purpose=row.purpose,
        scopes=frozenset(Scope(each) for each in row.scopes.split(",")),
        created=row.created_at,
        expires=row.expires_at,
        used=row.used_at,
    )
