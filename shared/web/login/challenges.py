"""Logins whose password was verified and whose second factor is still to be given: for five minutes, under the hash of a random token."""

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import UnauthenticatedError
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, account_of, accounts
from shared.web.login.sessions import Verified, new_token, token_hash

ENDED = "challenge-ended"
LASTING = timedelta(minutes=5)

login_challenges = Table(
    "login_challenges",
    service_tables,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), nullable=False, index=True),
    Column("password_hash", String(200), nullable=False),
    Column("expires_at", Timestamp, nullable=False, index=True),
)


async def create_challenge(connection: AsyncConnection, verified: Verified, now: datetime) -> str:
    """Stores a login that waits for its code and returns its token."""
    token = new_token()
    row = {"token_hash": token_hash(token), "account": verified.account.name, "expires_at": now + LASTING}
    await connection.execute(
        insert(login_challenges).values(**row, password_hash=verified.new_hash or verified.password_hash)
    )
    return token


async def find_challenge(connection: AsyncConnection, token: str, now: datetime) -> Verified:
    """Returns the login that waits under a token; raises `UnauthenticatedError` `challenge-ended`."""
    table = login_challenges.c
    query = select(accounts, table.password_hash.label("verified_hash")).join_from(login_challenges, accounts)
    row = (await connection.execute(query.where(table.token_hash == token_hash(token), table.expires_at > now))).first()
    if row is None:
        raise UnauthenticatedError(ENDED, "验证码填写超时，请重新登录")
    return Verified(account=account_of(row), password_hash=row.verified_hash)


async def end_challenge(connection: AsyncConnection, token: str) -> None:
    """Deletes a login that has opened its session."""
    await connection.execute(delete(login_challenges).where(login_challenges.c.token_hash == token_hash(token)))


async def end_challenges_of(connection: AsyncConnection, account: str) -> None:
    """Deletes the logins to an account that wait for their code."""
    await connection.execute(delete(login_challenges).where(login_challenges.c.account == account))


async def purge(connection: AsyncConnection, now: datetime) -> None:
    """Deletes the logins whose time is over."""
    await connection.execute(delete(login_challenges).where(login_challenges.c.expires_at <= now))
