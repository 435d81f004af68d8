"""The HTTP routes of plenary sessions, `/api/v1/plenary-sessions`."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import TypeAdapter

from shared.committee.command_routes import add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.plenary_sessions.repository import all_of
from shared.committee.plenary_sessions.schemas import (
    NewPlenarySession,
    PlenarySessions,
    PlenarySessionView,
    RemovePlenarySession,
)
from shared.committee.plenary_sessions.usecases import record, remove, view
from shared.committee.registers.access import PLENARY_SESSIONS, Owner, owner_of
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.stored_response import StoredResponse, stored_response

CREATED = 201
_VIEW = TypeAdapter(PlenarySessionView)


def plenary_sessions_router(context: ServiceContext) -> APIRouter:
    """Returns the router of the sessions of committees."""
    router = APIRouter(prefix="/api/v1/plenary-sessions", tags=["届次"])

    @router.get("", summary="届次列表")
    async def listing(account: Actor, organization: Owner = None) -> PlenarySessions:
        """Returns the plenary sessions of a committee, the newest first."""
        owner = await owner_of(context, account, organization, PLENARY_SESSIONS.read)
        async with context.service.reading() as connection:
            return PlenarySessions(items=[view(each) for each in await all_of(connection, owner)])

    add_command_route(
        router,
        context,
        "",
        NewPlenarySession,
        _record,
        id_of=no_id,
        name="plenary_sessions.record",
        summary="登记届次",
        status=CREATED,
        response_model=PlenarySessionView,
    )
    add_command_route(
        router,
        context,
        "/{key}/remove",
        RemovePlenarySession,
        _remove,
        id_of=_key,
        name="plenary_sessions.remove",
        summary="删除届次",
        response_model=PlenarySessionView,
    )
    return router


async def _key(key: Annotated[str, Path(max_length=32, description="届次，如 10-3")]) -> str:
    return key


async def _record(
    tx: TransactionContext, account: Account, _id: str, new: NewPlenarySession, _request: Request
) -> StoredResponse:
    shown = view(await record(tx, account, new))
    return stored_response(CREATED, _VIEW.dump_python(shown, mode="json"))


async def _remove(
    tx: TransactionContext, account: Account, key: str, command: RemovePlenarySession, _request: Request
) -> StoredResponse:
    gone = view(await remove(tx, account, key, command.organization))
    return stored_response(200, _VIEW.dump_python(gone, mode="json"))
