"""Roles that need a second person: those that read restricted texts, and those of administrators. One requests, another confirms."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.errors import ConflictError
from shared.web import accounts
from shared.web.accounts import Account, RoleRequest
from shared.web.audit_log.chain import AuditEntry, append
from shared.web.audit_log.vocabulary import AuditAction
from shared.web.permissions import PERMISSIONS, RESTRICTED_READINGS, allow

CONFIRM = "accounts.confirm"

SECOND_PERSON = ADMINISTRATORS | {
    role for role in Role for reading in RESTRICTED_READINGS if PERMISSIONS[reading][role] - {"author"}
}
"""The roles that another administrator confirms; a role that reads only what its account began itself is none of them."""


def needs_second_person(roles: Collection[Role], *, before: Collection[Role] = ()) -> bool:
    """Returns whether roles are added to those `before` that another administrator has to confirm."""
    return bool(SECOND_PERSON.intersection(roles) - set(before))


async def change_roles(connection: AsyncConnection, name: str, *, roles: Iterable[Role], unit: str | None) -> Account:
    """Replaces the roles of an account and its unit, and withdraws a request; raises `InvalidError` (see `check`) or `NotFoundError`."""
    changed = replace(await accounts.find_account(connection, name), roles=frozenset(roles), unit=unit, request=None)
    accounts.check(changed)
    await accounts.change_account(connection, name, roles=_stored(changed.roles), unit=unit, **_NO_REQUEST)
    return changed


async def store_request(connection: AsyncConnection, account: Account, request: RoleRequest | None) -> Account:
    """Stores or withdraws the request for roles of an account; returns the account with it."""
    values = _NO_REQUEST
    if request is not None:
        accounts.check(replace(account, roles=request.roles, unit=request.unit))
        roles = _stored(request.roles)
        values = {"requested_roles": roles, "requested_unit": request.unit, "requested_by": request.by}
    await accounts.change_account(connection, account.name, **values)
    return replace(account, request=request)


async def requests(connection: AsyncConnection) -> list[Account]:
    """Returns the accounts with roles that wait for a confirmation, by name."""
    query = (
        select(accounts.accounts)
        .where(accounts.accounts.c.requested_roles.is_not(None))
        .order_by(accounts.accounts.c.name)
    )
    return [accounts.account_of(row) for row in await connection.execute(query)]


_NO_REQUEST: dict[str, str | None] = {"requested_roles": None, "requested_unit": None, "requested_by": None}


def _stored(roles: frozenset[Role]) -> str:
    return ",".join(sorted(roles))


async def request(connection: AsyncConnection, account: Account, asked: RoleRequest, now: datetime) -> Account:
    """Stores a request, instead of an earlier one; returns the account with it."""
    changed = await store_request(connection, account, asked)
    await append(connection, _entry(AuditAction.ROLES_REQUESTED, asked.by, account.name, asked.roles), at=now)
    return changed


async def postpone(connection: AsyncConnection, account: Account, *, by: str, now: datetime) -> Account:
    """Makes the roles of a new account a request: it is disabled and has none until they are confirmed, and changes its password first."""
    first = {"first_password": True, "first_password_at": now}
    await accounts.change_account(connection, account.name, roles="", disabled=True, **first)
    waiting = replace(account, roles=frozenset(), disabled=True, first_password=True, first_password_at=now)
    return await request(connection, waiting, RoleRequest(roles=account.roles, unit=account.unit, by=by), now)


async def confirm(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> Account:
    """Gives an account the requested roles, and enables it if they are its first ones.

    Raises `ConflictError` `no-request`, or `own-request` for the administrator who requested them.
    """
    account, asked = await _requested(connection, admin, name)
    if asked.by == admin.name:
        raise ConflictError("own-request", "申请人不能确认自己的申请，须由另一位安全管理员确认")
    changed = await change_roles(connection, name, roles=asked.roles, unit=asked.unit)
    if not account.roles:
        await accounts.change_account(connection, name, disabled=False, first_password_at=now)
        changed = replace(changed, disabled=False)
    await append(connection, _entry(AuditAction.ROLES_CONFIRMED, admin.name, name, asked.roles), at=now)
    return changed


async def refuse(connection: AsyncConnection, admin: Account, name: str, now: datetime) -> Account:
    """Withdraws a request: the account keeps the roles that it has. Raises `ConflictError` `no-request`."""
    account, asked = await _requested(connection, admin, name)
    changed = await store_request(connection, account, None)
    await append(connection, _entry(AuditAction.ROLES_REFUSED, admin.name, name, asked.roles), at=now)
    return changed


async def _requested(connection: AsyncConnection, admin: Account, name: str) -> tuple[Account, RoleRequest]:
    """Returns an account and its request. It is locked: of two decisions at the same time the second one finds no request."""
    allow(admin, CONFIRM, relation="foreign")
    if name == admin.name:
        raise ConflictError("own-account", "不能更改自己的角色")
    account = await accounts.find_account(connection, name, for_update=True)
    if account.request is None:
        raise ConflictError("no-request", "该账号没有待确认的角色")
    return account, account.request


def _entry(action: AuditAction, actor: str, name: str, roles: Collection[Role]) -> AuditEntry:
    return AuditEntry(action=action, actor=actor, subject=name, details=",".join(sorted(roles)))
