"""Accounts for the members and units of the registers of a committee that have none."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.registers.tables import members
from shared.committee.tables import unit_names, units
from shared.contracts.vocabulary import Role
from shared.domain.comparison import name_key
from shared.web.account_management.administration import account_created
from shared.web.accounts import accounts, create_account
from shared.web.audit_log.chain import append
from shared.web.login.passwords import hash_password
from shared.web.login.shown_once import MadeAccount

MOST = 500
"""The maximum number of accounts that one request makes; the next request makes those that remain."""


class Holder(NamedTuple):
    """A member or a unit without an account. `id`: that of the register, which is the name of the new account."""

    id: str
    name: str
    role: Role


@dataclass(frozen=True)
class PreparedAccount:
    """A new account with its first password and the hash of it."""

    holder: Holder
    password: str = field(repr=False)
    password_hash: str = field(repr=False)


async def holders_without_account(connection: AsyncConnection, organization: str) -> list[Holder]:
    """Returns the present members and the units in use that no account acts for, members first, at most `MOST`."""
    own = (await connection.execute(select(accounts).where(accounts.c.organization == organization))).all()
    taken = set((await connection.execute(select(accounts.c.name))).scalars())
    linked, keys = {row.member for row in own}, {name_key(row.unit) for row in own if row.unit}
    present = select(members.c.id, members.c.name).where(
        members.c.organization == organization, members.c.left_on.is_(None)
    )
    used = select(units.c.id, units.c.name).where(units.c.organization == organization, units.c.active_until.is_(None))
    names = select(unit_names.c.unit_id).where(
        unit_names.c.organization == organization, unit_names.c.key.in_(sorted(keys))
    )
    served = set((await connection.execute(names)).scalars())
    found = [Holder(*row, Role.MEMBER) for row in await connection.execute(present.order_by(members.c.id))]
    found += [Holder(*row, Role.HANDLING_UNIT) for row in await connection.execute(used.order_by(units.c.id))]
    return [each for each in found if each.id not in linked | served | taken][:MOST]


async def organizations_with_register(connection: AsyncConnection) -> list[str]:
    """Returns the organizations that have registered members or units."""
    query = union(select(members.c.organization), select(units.c.organization))
    return sorted((await connection.execute(query)).scalars())


async def prepare(holders: Collection[Holder], make: Callable[[str], str]) -> list[PreparedAccount]:
    """Returns the accounts to be created; hashing takes its time, so it comes before the transaction.

    `make`: returns a new password for the account of this name.
    """
    made = [(holder, make(holder.id)) for holder in holders]
    return [PreparedAccount(holder, password, await hash_password(password)) for holder, password in made]


async def create(
    connection: AsyncConnection, organization: str, prepared: Collection[PreparedAccount], *, by: str, now: datetime
) -> tuple[MadeAccount, ...]:
    """Creates the accounts and returns them with their passwords; raises `account-exists` when another request was first.

    `by`: the name of the administrator.
    """
    for account in prepared:
        holder, is_member = account.holder, account.holder.role is Role.MEMBER
        await create_account(
            connection,
            name=holder.id,
            organization=organization,
            roles=[holder.role],
            password_hash=account.password_hash,
            unit=None if is_member else holder.name,
            member=holder.id if is_member else None,
            first_password_at=now,
        )
    await append(connection, *(account_created(by, each.holder.id, [each.holder.role]) for each in prepared), at=now)
    return tuple(MadeAccount(each.holder.name, each.holder.role, each.holder.id, each.password) for each in prepared)
