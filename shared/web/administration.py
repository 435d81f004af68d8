"""The use cases of accounts, for administrators and for the own account; the API and the pages share them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import Role
from shared.domain.errors import ConflictError, UnauthenticatedError, invalid
from shared.web import accounts
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.passwords import LONGEST, check_password, hash_password, is_one_of
from shared.web.permissions import allow, may
from shared.web.sessions import authenticate, end_sessions_of

MANAGE, GRANT = "accounts.manage", "accounts.grant"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An account to be created, with the hash of a password that obeys the rules."""

    account: Account
    password_hash: str


async def prepare(request: Request, admin: Account, account: Account, password: str) -> Prepared:
    """Checks a new account before the transaction that stores it, and hashes its password.

    Raises `ForbiddenError`, or `InvalidError` when the organization is not hosted here or the password breaks a rule.
    """
    allow(admin, MANAGE, relation="foreign")
    allow(admin, GRANT, relation="foreign")
    accounts.check(account)
    if account.organization is not None:
        await app_state(request).account_scope(account.organization)
    check_password(password, account=account.name)
    return Prepared(account=account, password_hash=await hash_password(password))


async def create(connection: AsyncConnection, prepared: Prepared) -> Account:
    """Stores and returns the account; raises `ConflictError` `account-exists` when the name is taken."""
    new = prepared.account
    return await accounts.create_account(
        connection,
        name=new.name,
        organization=new.organization,
        roles=new.roles,
        unit=new.unit,
        password_hash=prepared.password_hash,
        first_password=new.first_password,
    )


async def grant(
    connection: AsyncConnection, admin: Account, name: str, *, roles: Iterable[Role], unit: str | None
) -> Account:
    """Replaces the roles of an account; they apply from its next request on."""
    allow(admin, MANAGE, relation="foreign")
    allow(admin, GRANT, relation="foreign")
    if name == admin.name:
        raise ConflictError("own-account", "不能更改自己的角色")
    return await accounts.change_roles(connection, name, roles=roles, unit=unit)


async def disable(connection: AsyncConnection, admin: Account, name: str) -> None:
    """Disables an account and ends its sessions. It is not deleted, because histories name it."""
    await _check_manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能停用自己的账号")
    await accounts.change_account(connection, name, disabled=True)
    await end_sessions_of(connection, name)


async def enable(connection: AsyncConnection, admin: Account, name: str) -> None:
    """Enables a disabled account."""
    await _check_manageable(connection, admin, name)
    await accounts.change_account(connection, name, disabled=False)


async def reset_password(
    connection: AsyncConnection, admin: Account, name: str, password_hash: str, now: datetime
) -> None:
    """Stores a new first password and ends all sessions of the account; raises `ConflictError` `own-account` for the own one."""
    await _check_manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能重设自己的密码，请用“修改密码”并填写原密码")
    await accounts.reset_password(connection, name, new_hash=password_hash, by=admin.name, now=now)
    await end_sessions_of(connection, name)


@dataclass(frozen=True, kw_only=True)
class PasswordChange:
    """The hash of a new password of an account; `verified`: the stored hash that matches the old password, else None."""

    account: Account
    verified: str | None
    password_hash: str


async def prepare_own_password(request: Request, account: Account, old: str, new: str) -> PasswordChange:
    """Verifies and hashes passwords before the transaction, which blocks other writers of SQLite; failures count as failed logins."""
    _check_changed(account, old, new)
    state = app_state(request)
    address = request.client.host if request.client else ""
    try:
        with state.attempts.verifying(account.name, address):
            verified = await authenticate(state.database, account.name, old)
    except (
        UnauthenticatedError
    ):  # raised by the transaction instead, where a repeated request gets its stored response first
        return PasswordChange(account=account, verified=None, password_hash="")
    async with state.database.reading() as connection:
        replaced = await accounts.replaced_passwords(connection, account.name)
    if await is_one_of(replaced, new):
        raise invalid("new", None, f"不能再用最近{accounts.REMEMBERED_PASSWORDS}次用过的密码")
    return PasswordChange(account=account, verified=verified.password_hash, password_hash=await hash_password(new))


async def change_own_password(connection: AsyncConnection, change: PasswordChange, token: str) -> None:
    """Stores the new password and ends the other sessions of the account; raises `InvalidError` when the old one is not valid."""
    name = change.account.name
    if change.verified is None or not await accounts.replace_password(
        connection, name, old_hash=change.verified, new_hash=change.password_hash
    ):
        raise invalid("old", None, "原密码不正确")
    await end_sessions_of(connection, name, but=token)


def _check_changed(account: Account, old: str, new: str) -> None:
    check_password(new, account=account.name, field="new")
    if old == new:
        raise invalid("new", None, "须与原密码不同")
    if len(old) > LONGEST:
        raise invalid("old", None, "原密码不正确")


async def _check_manageable(connection: AsyncConnection, admin: Account, name: str) -> None:
    """Raises `ForbiddenError` when `admin` may not manage the account; one that may grant roles needs an `admin` who may too."""
    allow(admin, MANAGE, relation="foreign")
    found = await accounts.find_account(connection, name)
    if may(found, GRANT, relation="foreign"):
        allow(admin, GRANT, relation="foreign")
