"""The HTTP route of reminders, `/api/v1/reminders`."""

from fastapi import APIRouter

from shared.committee.context import ServiceContext
from shared.committee.registers.access import Owner
from shared.committee.relations import relation
from shared.committee.reminders.queries import READ, open_reminders
from shared.committee.reminders.schemas import ReminderView
from shared.domain.errors import invalid
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging
from shared.web.permissions import allow


def reminders_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the reminders of an account."""
    router = APIRouter(prefix="/api/v1/reminders", tags=["期限提醒"])

    @router.get("", summary="期限提醒")
    async def listing(account: Actor, paging: Paging, organization: Owner = None) -> ListPage[ReminderView]:
        """Returns the reminders of open limits that concern the account, the earliest limit first."""
        await _permit(context, account, organization)
        async with context.service.reading() as connection:
            found = await open_reminders(connection, account, context.today())
        return paging.of(found[paging.offset : paging.offset + paging.limit], len(found))

    return router


async def _permit(context: ServiceContext, account: Account, address: str | None) -> None:
    """Raises `ForbiddenError` unless the account may read the reminders of this organization, which only those of its own are."""
    units = [account.unit] if account.unit else []
    if account.organization is None:
        allow(account, READ, relation="foreign", units=units)
        raise invalid("organization", None, "必须填写")
    tree, today = await context.directory.tree(), context.today()
    key = tree.resolve(address, today) if address and address != account.organization else account.organization
    allow(account, READ, relation=relation(account, key, tree=tree, day=today), units=units)
