"""The replaced passwords of accounts, which they may not choose again, and the replacement itself."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.storage.database import service_tables
from shared.web.accounts import LONGEST_NAME, accounts, change_account
from shared.web.login.machine_tokens import revoke_tokens_of
from shared.web.login.sessions import end_sessions_of

REMEMBERED_PASSWORDS = 5
"""The number of replaced passwords of an account that it may not choose again."""

password_history = Table(
    "password_history",
    service_tables,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("account", String(LONGEST_NAME), ForeignKey("accounts.name"), nullable=False, index=True),
    Column("password_hash", String(200), nullable=False),
)
"""The hashes of the newest replaced passwords of each account."""


async def replace_password(connection: AsyncConnection, name: str, *, old_hash: str, new_hash: str) -> bool:
    """Stores a new password hash, chosen by the account itself, where `old_hash` is still the stored one; returns whether it was."""
    same = (accounts.c.name == name) & (accounts.c.password_hash == old_hash)
    changed = await connection.execute(
        update(accounts).where(same).values(password_hash=new_hash, first_password=False)
    )
    if changed.rowcount:
        await _remember_password(connection, name, old_hash)
    return changed.rowcount == 1


async def reset_password(connection: AsyncConnection, name: str, *, new_hash: str, by: str, now: datetime) -> None:
    """Stores a password that `by` hands out, and which has to be changed at the next login; ends all sessions and machine tokens."""
    old_hash = (await connection.execute(select(accounts.c.password_hash).where(accounts.c.name == name))).scalar()
    first = {"first_password": True, "first_password_at": now}
    await change_account(connection, name, password_hash=new_hash, **first, password_reset_at=now, password_reset_by=by)
    if old_hash is not None:
        await _remember_password(connection, name, old_hash)
    await end_sessions_of(connection, name)
    await revoke_tokens_of(connection, name)


async def replaced_passwords(connection: AsyncConnection, name: str) -> list[str]:
    """Returns the hashes of the passwords that an account may not choose again, besides its present one."""
    return list(
        (
            await connection.execute(select(password_history.c.password_hash).where(password_history.c.account == name))
        ).scalars()
    )


async def _remember_password(connection: AsyncConnection, name: str, password_hash: str) -> None:
    """Stores the hash of a replaced password and deletes the oldest ones of the account."""
    of_account = password_history.c.account == name
    await connection.execute(insert(password_history).values(account=name, password_hash=password_hash))
    newest = select(password_history.c.id).where(of_account).order_by(password_history.c.id.desc())
    kept = newest.limit(REMEMBERED_PASSWORDS)
    await connection.execute(delete(password_history).where(of_account, password_history.c.id.not_in(kept)))
