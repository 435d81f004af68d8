"""`/opinion-calls`: the calls for opinion reports of a committee: the list, one call with the forms that change it, and a new one."""

from collections.abc import Collection, Mapping
from datetime import date

from fastapi import APIRouter, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.addressees import is_reachable
from shared.committee.context import ServiceContext
from shared.committee.directory.names import committee_name
from shared.committee.directory.tree import OrganizationTree
from shared.committee.opinion_calls.queries import list_calls
from shared.committee.opinion_calls.repository import OpinionCall
from shared.committee.opinion_calls.routes import REGISTER
from shared.committee.opinion_calls.schemas import NewOpinionCall, OpinionCallCommand, OpinionCallView
from shared.committee.registers.access import OPINION_CALLS
from shared.ui.forms.controls import ChoicesByField
from shared.ui.forms.fields import Choice
from shared.ui.forms.references import proposer_choices
from shared.ui.registers.entry_pages import EntryPages, EntrySheet, entry_router
from shared.ui.registers.list_pages import RequestedList, list_page
from shared.web.accounts import Account
from shared.web.paging import ListPage


async def _sheets(
    connection: AsyncConnection,
    _account: Account,
    call: OpinionCallView,
    context: ServiceContext,
    tree: OrganizationTree,
) -> Mapping[str, EntrySheet]:
    """Returns the forms that change a call, until it has ended; of one from above, its deadline alone."""
    if not call.open:
        return {}
    deadline = {"deadline": call.deadline.isoformat()}
    fixed: ChoicesByField = {"name": (), "text": ()}
    changed = (
        EntrySheet(deadline, fixed) if call.caller else EntrySheet({"name": call.name, "text": call.text, **deadline})
    )
    called = {each.key for each in call.organizations}
    offers = await _those_below(connection, call.organization, context.today(), tree, without=called)
    return {"pass_on": EntrySheet({}, offers), "change": changed, "end": EntrySheet({})}


async def _those_below(
    connection: AsyncConnection,
    organization: str,
    today: date,
    tree: OrganizationTree,
    *,
    without: Collection[str] = (),
) -> ChoicesByField:
    """Returns the present members and the organizations directly below, of whom a call may name some; without any, it names none."""
    below = tuple(
        Choice(key, committee_name(key, tree, today))
        for key in tree.children(organization, today)
        if key not in without and is_reachable(key, tree=tree, day=today)
    )
    return {"members": (), "organizations": below, **await proposer_choices(connection, organization, "members")}


PAGES: EntryPages[OpinionCall, NewOpinionCall, OpinionCallCommand, OpinionCallView] = EntryPages(
    register=REGISTER,
    noun="opinion_call",
    title="约稿",
    sheets=_sheets,
    questions={"end": "结束后，登记信息时不再列出这次约稿，收到约稿的下级单位也随之结束；已报来的信息照常办理。"},
    stale="该约稿刚被他人更改",
    offers=_those_below,
)


def opinion_call_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one call, and of the form of a new one."""
    router = entry_router(context, PAGES)

    @router.get(PAGES.address)
    async def listing(asked: RequestedList) -> Response:
        """Renders the calls of a committee, the newest first."""
        listed, tree = await asked.listed(context, OPINION_CALLS), await context.directory.tree()

        async def read(connection: AsyncConnection, committee: str) -> ListPage[OpinionCallView]:
            return await list_calls(connection, committee, context.today(), tree, asked.paging)

        return await list_page(asked, context, "opinion_calls.html", listed, read)

    return router
