"""The feed of an account: made, withdrawn, and found by the token of its address."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.domain.errors import NotFoundError
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.accounts import LONGEST_NAME, Account, account_of, accounts

calendar_feeds = Table(
    "calendar_feeds",
    service_tables,
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("made_at", Timestamp, nullable=False),
)
"""The calendar feed of an account, by the hash of the token in its address; an account has one at most."""


async def make_feed(connection: AsyncConnection, account: Account, token: str, now: datetime) -> None:
    """Stores the feed of an account under the hash of its token; an earlier address of the account stops working."""
    await withdraw_feed(connection, account)
    row = {"account": account.name, "token_hash": _hash(token), "made_at": now}
    await connection.execute(insert(calendar_feeds).values(**row))


async def withdraw_feed(connection: AsyncConnection, account: Account) -> None:
    """Deletes the feed of an account, if it has one."""
    await connection.execute(delete(calendar_feeds).where(calendar_feeds.c.account == account.name))


async def feed_made_at(connection: AsyncConnection, account: Account) -> datetime | None:
    """Returns when the feed of an account was made; None without one."""
    query = select(calendar_feeds.c.made_at).where(calendar_feeds.c.account == account.name)
    made: datetime | None = await connection.scalar(query)
    return made


async def account_of_feed(connection: AsyncConnection, token: str) -> Account:
    """Returns the account of a feed; raises `unknown-calendar` for a token that was withdrawn or never made, or of a disabled account."""
    joined = select(accounts).join(calendar_feeds, calendar_feeds.c.account == accounts.c.name)
    row = (await connection.execute(joined.where(calendar_feeds.c.token_hash == _hash(token)))).first()
    if row is None or row.disabled:
        raise NotFoundError("unknown-calendar", "没有这份日历，或其订阅地址已停用")
    return account_of(row)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
