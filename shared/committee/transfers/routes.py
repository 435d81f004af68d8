"""The HTTP routes of transfers, `/api/v1/transfers`, and of sending a matter, `/api/v1/{matters}/{id}/forward`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.kinds.catalogue import KINDS
from shared.committee.matters.kind import Kind
from shared.committee.matters.routes import Id, answer_of
from shared.committee.matters.schemas import Receipt
from shared.committee.transfers import usecases
from shared.committee.transfers.queries import TransferQuery, transfers_of
from shared.committee.transfers.schemas import TransferView
from shared.committee.transfers.usecases import Again, Forward, Received
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse

TransferId = Annotated[str, Path(max_length=LONGEST_ID, examples=["520603202-t-2014-1"])]
UseCase = Callable[[TransactionContext, Account, str, Any], Awaitable[Received]]


def transfers_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of transfers."""
    router = APIRouter(prefix="/api/v1", tags=["报送"])
    for kind in KINDS:
        if kind.traits is not None:
            _add_forward(router, context, kind)
    _add_list(router, context)
    _add_answer(router, context, Accept, usecases.answer_transfer)
    _add_answer(router, context, Return, usecases.answer_transfer)
    _add_answer(router, context, Again, usecases.send_again)
    return router


def _add_forward(router: APIRouter, context: ServiceContext, kind: Kind) -> None:
    async def endpoint(
        request: Request,
        account: Actor,
        id: Id,
        command: Annotated[Forward, Depends(strictly(Forward))],
        _body: Annotated[Forward, documented(Forward)],
    ) -> Response:
        tree = await context.directory.tree()

        async def handle(connection: AsyncConnection) -> StoredResponse:
            matter = await usecases.send_matter(
                TransactionContext(connection, context, tree), account, kind, id, command
            )
            return answer_of(context, account, kind, matter, tree)

        response = await once(request, account, handle)
        context.wake()
        return response

    path, name = f"/{kind.name}/{{id}}/{Forward.name}", f"{kind.name}.{Forward.name}"
    router.add_api_route(path, endpoint, methods=["POST"], name=name, summary="报送", response_model=Receipt)


def _add_answer(router: APIRouter, context: ServiceContext, body: type[Command], use_case: UseCase) -> None:
    async def endpoint(
        request: Request,
        account: Actor,
        id: TransferId,
        command: Annotated[Command, Depends(strictly(body))],
        _body: Annotated[body, documented(body)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        tree = await context.directory.tree()

        async def handle(connection: AsyncConnection) -> StoredResponse:
            kind, matter = await use_case(TransactionContext(connection, context, tree), account, id, command)
            return answer_of(context, account, kind, matter, tree)

        response = await once(request, account, handle)
        context.wake()
        return response

    router.add_api_route(
        f"/transfers/{{id}}/{body.name}",
        endpoint,
        methods=["POST"],
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
