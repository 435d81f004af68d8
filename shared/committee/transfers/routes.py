"""The HTTP routes of transfers, `/api/v1/transfers`, and of sending a matter, `/api/v1/{matters}/{id}/forward`."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request

from shared.committee.command_routes import CommandHandler, add_domain_route, path_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import command_response, matter_id
from shared.committee.matters.schemas import Receipt
from shared.committee.messages.schemas import TransferView
from shared.committee.transfers import usecases
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.committee.transfers.usecases import Again, Forward, UrgeAddressee
from shared.domain.command import Command
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse

C = TypeVar("C", bound=Command)

transfer_id = path_id("520603202-t-2014-1")


def transfers_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of transfers."""
    router = APIRouter(prefix="/api/v1", tags=["报送"])
    for kind in KINDS:
        if kind.transferable:
            _add_forward(router, context, kind)
    _add_list(router, context)
    _add_answer(router, context, Accept, _answer)
    _add_answer(router, context, Return, _answer)
    _add_answer(router, context, Again, _send_again)
    _add_answer(router, context, UrgeAddressee, _urge)
    return router


def _add_forward(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    async def forward(
        tx: TransactionContext, account: Account, id: str, command: Forward, _request: Request
    ) -> StoredResponse:
        matter = await usecases.send_matter(tx, account, kind, id, command)
        return await command_response(tx, account, kind, matter)

    route = (router, context, f"/{kind.name}/{{id}}", Forward, forward)
    add_domain_route(*route, id_of=matter_id, group=kind.name, response_model=Receipt)


async def _answer(
    tx: TransactionContext, account: Account, id: str, command: Accept | Return, _request: Request
) -> StoredResponse:
    kind, matter = await usecases.answer_transfer(tx, account, id, command)
    return await command_response(tx, account, kind, matter)


async def _send_again(
    tx: TransactionContext, account: Account, id: str, command: Again, _request: Request
) -> StoredResponse:
    kind, matter = await usecases.send_again(tx, account, id, command)
    return await command_response(tx, account, kind, matter)


async def _urge(
    tx: TransactionContext, account: Account, id: str, command: UrgeAddressee, _request: Request
) -> StoredResponse:
    kind, matter = await usecases.urge_addressee(tx, account, id, command)
    return await command_response(tx, account, kind, matter)


def _add_answer(router: APIRouter, context: ServiceContext, body: type[C], handler: CommandHandler[C]) -> None:
    route = (router, context, "/transfers/{id}", body, handler)
    add_domain_route(*route, id_of=transfer_id, group="transfers", response_model=Receipt)


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get("/transfers", summary="报送列表")
    async def listing(
        account: Actor, paging: Paging, criteria: Annotated[TransferQuery, Query()]
    ) -> ListPage[TransferView]:
        """Returns the transfers that an organization (by default the account's own) received and sent, the newest first."""
        return await transfers_of(context, account, criteria, paging)
