"""Accounts: the users and programs that may log in, each with its organization and its roles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Row, String, Table, UniqueConstraint, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.contracts.subjects import LONGEST_ID, is_key
from shared.contracts.vocabulary import ADMINISTRATORS, Role
from shared.domain.comparison import name_key
from shared.domain.errors import ConflictError, FieldError, InvalidError, NotFoundError
from shared.domain.lines import LONGEST_LINE
from shared.storage.attributes import from_attributes
from shared.storage.database import service_tables
from shared.storage.timestamps import Timestamp
from shared.web.oidc.settings import LONGEST_ISSUER, LONGEST_SUBJECT

LONGEST_NAME = 80
OWN = "me"
"""The placeholder in addresses for the account of the request. No account has this name."""

_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")

accounts = Table(
    "accounts",
    service_tables,
    Column("name", String(LONGEST_NAME), primary_key=True),
    Column("organization", String(40), index=True),
    Column("roles", String(200), nullable=False),
    Column("unit", String(LONGEST_LINE)),
    Column("member", String(LONGEST_ID), index=True),
    Column("password_hash", String(200), nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("first_password", Boolean, nullable=False, default=False),
    Column("first_password_at", Timestamp),
    Column("second_factor", Boolean, nullable=False, default=False),
    Column("second_factor_exempt", Boolean, nullable=False, default=False),
    Column("password_reset_at", Timestamp),
    Column("password_reset_by", String(LONGEST_NAME)),
    Column("requested_roles", String(200)),
    Column("requested_unit", String(LONGEST_LINE)),
    Column("requested_by", String(LONGEST_NAME)),
    Column("identity_issuer", String(LONGEST_ISSUER)),
    Column("identity_subject", String(LONGEST_SUBJECT)),
    UniqueConstraint("identity_issuer", "identity_subject"),
)


@dataclass(frozen=True, kw_only=True)
class RoleRequest:
    """Roles that an administrator has asked for, and that wait for another one. `unit`: that of the account with these roles."""

    roles: frozenset[Role]
    unit: str | None
    by: str


class Identity(NamedTuple):
    """A person as an identity provider knows them: the identifiers of the provider and of the person there."""

    issuer: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account. `organization`: None for an administrator of the whole service; `unit`: the name of the unit of a handling unit.

    `roles`: none until the first ones are confirmed; `request`: the roles that wait for it.

    `other_unit_keys`: the comparison keys of the other names that the register gives the unit; `member`: the id of its member.
    `first_password`: whether it still has the password that an administrator handed out, which it has to change first;
    `first_password_at`: when it was handed out, from which on it is valid for some days.
    `second_factor`: whether its logins need a code; `second_factor_exempt`: whether no charter requires that of it (demonstration).
    `identity`: who logs in to it by the identity provider.
    `password_reset_at` and `password_reset_by`: the last time that an administrator set its password, and which one.
    """

    name: str
    organization: str | None
    roles: frozenset[Role]
    unit: str | None = None
    disabled: bool = False
    member: str | None = None
    other_unit_keys: frozenset[str] = frozenset()
    first_password: bool = False
    first_password_at: datetime | None = None
    second_factor: bool = False
    second_factor_exempt: bool = False
    password_reset_at: datetime | None = None
    password_reset_by: str | None = None
    request: RoleRequest | None = None
    identity: Identity | None = None

    @property
    def unit_keys(self) -> frozenset[str]:
        """Returns the comparison keys of every name of its unit; empty for an account without a unit."""
        return self.other_unit_keys if self.unit is None else self.other_unit_keys | {name_key(self.unit)}


def check(account: Account) -> None:
    """Raises `InvalidError`, which names the fields, for an account with invalid or contradictory values."""
    wrong: list[FieldError] = []
    if len(account.name) > LONGEST_NAME or not _NAME.fullmatch(account.name):
        wrong.append(FieldError("name", account.name, "须为小写字母、数字、-和_，如522625-secretariat"))
    if account.name == OWN:
        wrong.append(FieldError("name", account.name, "不能用这个名称"))
    if not account.roles:
        wrong.append(FieldError("roles", [], "至少一个角色"))
    if account.organization is not None and not is_key(account.organization):
        wrong.append(FieldError("organization", account.organization, "须为单位代码"))
    whole = bool(account.roles & ADMINISTRATORS)
    if whole and (account.organization is not None or len(account.roles) > 1):
        rule = "系统管理员、安全管理员、审计管理员不属于任何单位，互不兼任，也没有其他角色"
        wrong.append(FieldError("roles", sorted(account.roles), rule))
    if not whole and account.organization is None:
        wrong.append(FieldError("organization", None, "必须填写（管理员除外）"))
    if (Role.HANDLING_UNIT in account.roles) != bool(account.unit):
        wrong.append(FieldError("unit", account.unit, "承办单位账号须写明单位，其他账号不填"))
    if wrong:
        raise InvalidError("invalid", "；".join(f"{error.field}：{error.rule}" for error in wrong), fields=tuple(wrong))


async def create_account(  # noqa: PLR0913 - the columns of an account
    connection: AsyncConnection,
    *,
    name: str,
    organization: str | None,
    roles: Iterable[Role],
    password_hash: str,
    unit: str | None = None,
    member: str | None = None,
    first_password_at: datetime | None = None,
    second_factor_exempt: bool = False,
) -> Account:
    """Stores and returns a new account; raises `InvalidError` (see `check`) or `ConflictError` `account-exists`.

    `first_password_at`: when its password was handed out; None: the account has chosen it, or keeps it (demonstration).
    """
    linked = {"unit": unit, "member": member, "second_factor_exempt": second_factor_exempt}
    first = {"first_password": first_password_at is not None, "first_password_at": first_password_at}
    account = Account(
        name=name,
        organization=organization,
        roles=frozenset(roles),
        unit=unit,
        member=member,
        first_password=first_password_at is not None,
        first_password_at=first_password_at,
    )
    check(account)
    if (await connection.execute(select(accounts.c.name).where(accounts.c.name == name))).first():
        raise ConflictError("account-exists", f"账号{name}已经存在")
    row = {"name": name, "organization": organization, "roles": ",".join(sorted(account.roles)), **linked, **first}
    await connection.execute(insert(accounts).values(**row, password_hash=password_hash))
    return account


async def find_account(connection: AsyncConnection, name: str, *, for_update: bool = False) -> Account:
    """Returns the account of this name; raises `NotFoundError` `unknown-account`. `for_update`: locked until the end of the transaction."""
    query = select(accounts).where(accounts.c.name == name)
    row = (await connection.execute(query.with_for_update() if for_update else query)).first()
    if row is None:
        raise NotFoundError("unknown-account", f"没有账号{name}")
    return account_of(row)


async def list_accounts(
    connection: AsyncConnection, *, organization: str | None, limit: int, offset: int, words: str
) -> tuple[list[Account], int]:
    """Returns a page of accounts of one organization or of all, by name, and their total. `words`: parts of the name or of the unit."""
    table = accounts.c
    wanted = [] if organization is None else [table.organization == organization]
    wanted += [
        table.name.contains(word, autoescape=True) | table.unit.contains(word, autoescape=True)
        for word in words.split()
    ]
    total = (await connection.execute(select(func.count()).select_from(accounts).where(*wanted))).scalar_one()
    rows = await connection.execute(select(accounts).where(*wanted).order_by(table.name).limit(limit).offset(offset))
    return [account_of(row) for row in rows], total


def _roles(stored: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in stored.split(",") if role)


async def change_account(connection: AsyncConnection, name: str, **changes: Any) -> None:
    """Updates columns of an account (`disabled`, `password_hash`); raises `NotFoundError` `unknown-account`."""
    changed = await connection.execute(update(accounts).where(accounts.c.name == name).values(**changes))
    if changed.rowcount == 0:
        raise NotFoundError("unknown-account", f"没有账号{name}")


def account_of(row: Row[Any]) -> Account:
    """Returns the account of a row of the table `accounts`."""
    asked = row.requested_roles
    request = RoleRequest(roles=_roles(asked), unit=row.requested_unit, by=row.requested_by) if asked else None
    identity = Identity(row.identity_issuer, row.identity_subject) if row.identity_subject else None
    given = {"roles": _roles(row.roles), "request": request, "identity": identity}
    return from_attributes(Account, row, other_unit_keys=frozenset(), **given)
