"""Permissions of an account on the register of members."""

from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.members.repository import MemberRecord, find
from shared.committee.register_access import register_owner
from shared.web.accounts import Account

READ, MANAGE = "members.read", "members.manage"


def permit_reading(
    account: Account, organization: str | None, *, context: ServiceContext, tree: OrganizationTree
) -> str:
    """Returns the organization whose register the account reads; raises `ForbiddenError` when it may not."""
    return register_owner(account, organization, READ, context=context, tree=tree)


async def find_for(tx: TransactionContext, account: Account, id: str) -> MemberRecord:
    """Returns the member of this id; raises `ForbiddenError` when the account may not change it."""
    record = await find(tx.connection, id)
    register_owner(account, record.organization, MANAGE, context=tx.context, tree=tx.tree)
    return record
