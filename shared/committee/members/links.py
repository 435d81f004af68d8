"""The accounts that are linked to members of the register."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.members.repository import MemberRecord
from shared.committee.members.schemas import LinkAccount, UnlinkAccount
from shared.contracts.vocabulary import Role
from shared.domain.errors import conflict, invalid
from shared.web.account_management.administration import MANAGE as MANAGE_ACCOUNTS
from shared.web.accounts import Account, account_of, accounts, change_account, find_account
from shared.web.permissions import allow


async def change_link(
    connection: AsyncConnection, admin: Account, member: MemberRecord, command: LinkAccount | UnlinkAccount
) -> None:
    """Links an account to a member or takes the link back; only those who manage accounts may do it."""
    allow(admin, MANAGE_ACCOUNTS, relation="foreign")
    account = await find_account(connection, command.account)
    if isinstance(command, UnlinkAccount):
        if account.member != member.id:
            raise conflict("not-linked", "account", account.name, "该账号没有关联这位委员")
        await change_account(connection, account.name, member=None)
        return
    if account.organization != member.organization or Role.MEMBER not in account.roles:
        raise invalid("account", command.account, "须为同一政协委员会的委员账号")
    if account.member not in (None, member.id):
        raise conflict("already-linked", "account", account.name, "该账号已关联另一位委员，请先取消关联")
    await change_account(connection, account.name, member=member.id)


async def accounts_of(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, list[str]]:
    """Returns member -> the names of the linked accounts."""
    query = select(accounts.c.member, accounts.c.name).where(accounts.c.member.in_(list(ids))).order_by(accounts.c.name)
    found: dict[str, list[str]] = {}
    for member, name in await connection.execute(query):
        found.setdefault(member, []).append(name)
    return found


async def accounts_without_member(connection: AsyncConnection, organization: str) -> list[str]:
    """Returns the names of the accounts of members of an organization that are not linked."""
    table = accounts.c
    query = select(accounts).where(table.organization == organization, table.member.is_(None)).order_by(table.name)
    found = [account_of(row) for row in await connection.execute(query)]
    return [account.name for account in found if Role.MEMBER in account.roles and not account.disabled]
