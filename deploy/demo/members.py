"""The members of the demonstration whose accounts are linked. None represents a person."""

from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.members.repository import add, find_same
from shared.committee.members.schemas import NewMember
from shared.committee.members.usecases import new_record
from shared.web.accounts import change_account, find_account

LINKED = {"522625-member": NewMember(organization="522625", name="委员甲", sector="农业界", term="第九届")}
"""Account -> the member that it is linked to."""


async def link_members(connection: AsyncConnection, names: set[str]) -> None:
    """Registers the members of `LINKED` among these accounts, and links the accounts that are not linked yet."""
    for name, new in LINKED.items():
        if name not in names or (await find_account(connection, name)).member is not None:
            continue
        record = await new_record(connection, new.organization or "", new)
        known = await find_same(connection, record)
        if known is None:
            await add(connection, [record])
        await change_account(connection, name, member=(known or record).id)
