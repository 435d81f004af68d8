"""The HTTP routes of transfers, `/api/v1/transfers`, and of sending a matter, `/api/v1/{matters}/{id}/forward`."""

from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query, Request

from shared.committee.command_routes import CommandHandler, add_command_route
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import AnyKind
from shared.committee.matters.routes import command_response, matter_id
from shared.committee.matters.schemas import Receipt
from shared.committee.messages.schemas import TransferView
from shared.committee.transfers import usecases
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.committee.transfers.usecases import Again, Forward
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse

C = TypeVar("C", bound=Command)

TransferId = Annotated[str, Path(max_length=LONGEST_ID, examples=["520603202-t-2014-1"])]


def transfer_id(id: TransferId) -> str:
    """Returns the id of the transfer that the path names."""
    return id


def transfers_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of transfers."""
    router = APIRouter(prefix="/api/v1", tags=["报送"])
    for kind in KINDS:
        if kind.traits is not None:
            _add_forward(router, context, kind)
    _add_list(router, context)
    _add_answer(router, context, Accept, _answer)
    _add_answer(router, context, Return, _answer)
    _add_answer(router, context, Again, _send_again)
    return router


def _add_forward(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    async def forward(
        tx: TransactionContext, account: Account, id: str, command: Forward, _request: Request
    ) -> StoredResponse:
        matter = await usecases.send_matter(tx, account, kind, id, command)
        return await command_response(tx, account, kind, matter)

    add_command_route(
        *(router, context, f"/{kind.name}/{{id}}/{Forward.name}", Forward, forward),
        id_of=matter_id,
        name=f"{kind.name}.{Forward.name}",
        summary="报送",
        response_model=Receipt,
    )


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


def _add_answer(router: APIRouter, context: ServiceContext, body: type[C], handler: CommandHandler[C]) -> None:
    add_command_route(
        *(router, context, f"/transfers/{{id}}/{body.name}", body, handler),
        id_of=transfer_id,
        name=f"transfers.{body.name}",
        summary=body.title_zh,
        description=body.__doc__,
        response_model=Receipt,
    )


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get("/transfers", summary="报送列表")
    async def listing(
        account: Actor, paging: Paging, criteria: Annotated[TransferQuery, Query()]
    ) -> ListPage[TransferView]:
        """Returns the transfers that an organization (by default the account's own) received and sent, the newest first."""
        return await transfers_of(context, account, criteria, paging)
