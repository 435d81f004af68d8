"""The use cases of accounts, for administrators and for the own account; the API and the pages share them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.errors import ConflictError, UnauthenticatedError, invalid
from shared.web import accounts
from shared.web.account_management import role_requests
from shared.web.accounts import Account, RoleRequest
from shared.web.addresses import address_of
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction, AuditResult
from shared.web.dependencies import AppState, app_state
from shared.web.login import password_history
from shared.web.login.breached_passwords import BreachedPasswords
from shared.web.login.passwords import LONGEST, check_password, hash_password, is_one_of
from shared.web.login.second_factors import delete_second_factor
from shared.web.login.sessions import authenticate, end_session_by_id, end_sessions_of
from shared.web.permissions import allow, may

READ, MANAGE, GRANT = "accounts.read", "accounts.manage", "accounts.grant"


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An account to be created, with the hash of a password that obeys the rules. `by`: the administrator."""

    account: Account
    by: str
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
    check_password(password, account=account.name, breached=app_state(request).breached_passwords)
    return Prepared(account=account, by=admin.name, password_hash=await hash_password(password))


async def create(connection: AsyncConnection, prepared: Prepared, now: datetime) -> Account:
    """Stores and returns the account; raises `ConflictError` `account-exists` when the name is taken."""
    new = prepared.account
    created = await accounts.create_account(
        connection,
        name=new.name,
        organization=new.organization,
        roles=new.roles,
        unit=new.unit,
        password_hash=prepared.password_hash,
        first_password_at=now if new.first_password else None,
    )
    await append(connection, account_created(prepared.by, created.name, created.roles), at=now)
    if role_requests.needs_second_person(created.roles):
        return await role_requests.postpone(connection, created, by=prepared.by, now=now)
    return created


def account_created(admin: str, name: str, roles: Iterable[Role]) -> AuditEntry:
    """Returns the entry of the audit log about a new account."""
    return _entry(AuditAction.ACCOUNT_CREATED, admin, name, ",".join(sorted(roles)))


async def grant(
    connection: AsyncConnection, admin: Account, name: str, *, roles: Iterable[Role], unit: str | None, now: datetime
) -> Account:
    """Replaces the roles of an account; they apply from its next request on.

    Roles that need a second person are requested, and the account keeps those that it has until another administrator confirms them.
    """
    allow(admin, GRANT, relation="foreign")
    if name == admin.name:
        raise ConflictError("own-account", "不能更改自己的角色")
    found = await accounts.find_account(connection, name, for_update=True)
    if found.roles & ADMINISTRATORS:
        _check_manageable(admin, found)
    asked = frozenset(roles)
    if role_requests.needs_second_person(asked, before=found.roles):
        request = RoleRequest(roles=asked, unit=unit, by=admin.name)
        return await role_requests.request(connection, found, request, now)
    changed = await role_requests.change_roles(connection, name, roles=roles, unit=unit)
    roles_given = ",".join(sorted(changed.roles))
    await append(connection, _entry(AuditAction.ROLES_CHANGED, admin.name, name, roles_given), at=now)
    return changed


async def disable(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> None:
    """Disables an account and ends its sessions. It is not deleted, because histories name it."""
    await manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能停用自己的账号")
    await accounts.change_account(connection, name, disabled=True)
    await end_sessions_of(connection, name)
    await append(connection, _entry(AuditAction.ACCOUNT_DISABLED, admin.name, name), at=now)


async def enable(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> None:
    """Enables a disabled account; raises `ConflictError` `no-roles` for one whose first roles nobody has confirmed."""
    found = await manageable(connection, admin, name)
    if not found.roles:
        raise ConflictError("no-roles", "该账号的角色还没有经安全管理员确认")
    await accounts.change_account(connection, name, disabled=False)
    await append(connection, _entry(AuditAction.ACCOUNT_ENABLED, admin.name, name), at=now)


async def reset_password(
    connection: AsyncConnection, admin: Account, name: str, password_hash: str, state: AppState
) -> None:
    """Stores a new first password, ends all sessions of the account, and forgets failed logins.

    Raises `ConflictError` `own-account` for the own account.
    """
    await manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能重设自己的密码，请用“修改密码”并填写原密码")
    await password_history.reset_password(connection, name, new_hash=password_hash, by=admin.name, now=state.now())
    await state.attempts.unlock(connection, name)
    await append(connection, _entry(AuditAction.PASSWORD_RESET, admin.name, name), at=state.now())


async def reset_second_factor(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> None:
    """Removes the second factor of an account and ends its sessions; raises `ConflictError` `own-account` for the own one."""
    await manageable(connection, admin, name)
    if name == admin.name:
        raise ConflictError("own-account", "不能取消自己的双重验证，请用“双重验证”页并填写验证码")
    await delete_second_factor(connection, name)
    await end_sessions_of(connection, name)
    await append(connection, _entry(AuditAction.SECOND_FACTOR_RESET, admin.name, name), at=now)


async def unlock(connection: AsyncConnection, admin: Account, name: str, state: AppState) -> None:
    """Lets an account log in at once after failed attempts."""
    await manageable(connection, admin, name)
    await state.attempts.unlock(connection, name)
    await append(connection, _entry(AuditAction.ACCOUNT_UNLOCKED, admin.name, name), at=state.now())


@dataclass(frozen=True, kw_only=True)
class PasswordChange:
    """The hash of a new password of an account; `verified`: the stored hash that matches the old password, else None."""

    account: Account
    verified: str | None
    password_hash: str


async def prepare_own_password(request: Request, account: Account, old: str, new: str) -> PasswordChange:
    """Verifies and hashes passwords before the transaction, which blocks other writers of SQLite; failures count as failed logins."""
    state = app_state(request)
    _check_changed(account, old, new, state.breached_passwords)
    try:
        async with state.attempts.verifying(account.name, address_of(request)):
            verified = await authenticate(state.database, account.name, old)
    # Raised by the transaction instead, where a repeated request gets its stored response first.
    except UnauthenticatedError:
        failed = _entry(AuditAction.PASSWORD_CHANGED, account.name, account.name, result=AuditResult.FAILURE)
        async with state.database.transaction() as connection:
            await append(connection, failed, at=state.now())
        return PasswordChange(account=account, verified=None, password_hash="")
    async with state.database.reading() as connection:
        replaced = await password_history.replaced_passwords(connection, account.name)
    if await is_one_of(replaced, new):
        raise invalid("new", None, f"不能再用最近{password_history.REMEMBERED_PASSWORDS}次用过的密码")
    return PasswordChange(account=account, verified=verified.password_hash, password_hash=await hash_password(new))


async def change_own_password(connection: AsyncConnection, change: PasswordChange, token: str, now: datetime) -> None:
    """Stores the new password and ends the other sessions of the account; raises `InvalidError` when the old one is not valid."""
    name = change.account.name
    if change.verified is None or not await password_history.replace_password(
        connection, name, old_hash=change.verified, new_hash=change.password_hash
    ):
        raise invalid("old", None, "原密码不正确")
    await end_sessions_of(connection, name, but=token)
    await append(connection, _entry(AuditAction.PASSWORD_CHANGED, name, name), at=now)


async def end_own_session(connection: AsyncConnection, account: Account, id: str, now: datetime) -> None:
    """Ends a session of the account by its identifier; raises `NotFoundError` `unknown-session`."""
    await end_session_by_id(connection, account.name, id)
    await append(connection, _entry(AuditAction.SESSION_ENDED, account.name, account.name, id), at=now)


async def end_other_sessions(connection: AsyncConnection, account: Account, token: str, now: datetime) -> None:
    """Ends every session of the account except the one with this token."""
    await end_sessions_of(connection, account.name, but=token)
    await append(connection, _entry(AuditAction.SESSION_ENDED, account.name, account.name, "others"), at=now)


def _check_changed(account: Account, old: str, new: str, breached: BreachedPasswords | None) -> None:
    check_password(new, account=account.name, breached=breached, field="new")
    if old == new:
        raise invalid("new", None, "须与原密码不同")
    if len(old) > LONGEST:
        raise invalid("old", None, "原密码不正确")


def manages(admin: Account, account: Account) -> bool:
    """Returns whether `admin` may disable and enable the account and reset its password.

    Security and audit administrators are managed by security administrators: a system administrator who resets their
    passwords could confirm the own requests.
    """
    return may(admin, _management_of(account), relation="foreign")


def _check_manageable(admin: Account, account: Account) -> None:
    """Raises `ForbiddenError` when `admin` may not manage the account."""
    allow(admin, _management_of(account), relation="foreign")


def _management_of(account: Account) -> str:
    return _GUARDS if account.roles & _GUARDED else MANAGE


async def manageable(connection: AsyncConnection, admin: Account, name: str) -> Account:
    """Returns an account that `admin` may manage; raises `ForbiddenError`, or `NotFoundError` `unknown-account`."""
    if not may(admin, _GUARDS, relation="foreign"):
        allow(admin, MANAGE, relation="foreign")
    found = await accounts.find_account(connection, name)
    _check_manageable(admin, found)
    return found


_GUARDS = "accounts.manage_guards"
_GUARDED = ADMINISTRATORS - {Role.SYSTEM_ADMINISTRATOR}


def _entry(
    action: AuditAction, actor: str, name: str, details: str = "", *, result: AuditResult = AuditResult.SUCCESS
) -> AuditEntry:
    """Returns the entry of the audit log about the account `name`."""
    return AuditEntry(action=action, actor=actor, subject=name, details=details, result=result)
