"""The HTTP routes of the calls for opinion reports, `/api/v1/opinion-calls`."""

from fastapi import APIRouter

from shared.committee.command_routes import path_id
from shared.committee.context import ServiceContext
from shared.committee.opinion_calls import usecases
from shared.committee.opinion_calls.queries import list_calls, read_call
from shared.committee.opinion_calls.repository import CALL_TABLE, OpinionCall
from shared.committee.opinion_calls.schemas import (
    ChangeOpinionCall,
    EndOpinionCall,
    NewOpinionCall,
    OpinionCallCommand,
    OpinionCallView,
    PassOnOpinionCall,
)
from shared.committee.registers.access import OPINION_CALLS, Owner, owner_of
from shared.committee.registers.register import Register
from shared.committee.registers.routes import add_register_routes
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging

COMMANDS: dict[str, tuple[str, type[OpinionCallCommand]]] = {
    "pass_on": ("转发约稿", PassOnOpinionCall),
    "change": ("更改约稿", ChangeOpinionCall),
    "end": ("结束约稿", EndOpinionCall),
}
"""Command -> its title and its body."""


REGISTER: Register[OpinionCall, NewOpinionCall, OpinionCallCommand, OpinionCallView] = Register(
    name="opinion-calls",
    entry_title="约稿",
    enter_title="发出约稿",
    described="Returns a call for opinion reports with the number of reports that name it.",
    permissions=OPINION_CALLS,
    entries=CALL_TABLE,
    id_of=path_id("522625-call-2026-1"),
    new=NewOpinionCall,
    view=OpinionCallView,
    commands=COMMANDS,
    read=read_call,
    enter=usecases.enter,
    change=usecases.change,
)


def opinion_calls_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the calls."""
    router = APIRouter(prefix=REGISTER.address, tags=["社情民意信息"])

    @router.get("", summary="约稿列表")
    async def listing(
        account: Actor,
        paging: Paging,
        organization: Owner = None,
        open: bool | None = None,  # noqa: FBT001 - a query parameter
    ) -> ListPage[OpinionCallView]:
        """Returns the calls for opinion reports, the newest first. `open`: only those that have not ended, or only the others."""
        owner = await owner_of(context, account, organization, OPINION_CALLS.read)
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            return await list_calls(connection, owner, context.today(), tree, paging, open=open)

    add_register_routes(router, context, REGISTER)
    return router
