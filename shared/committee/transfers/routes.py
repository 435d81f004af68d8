"""`/api/v1/transfers`, and sending a matter: `/api/v1/{matters}/{id}/forward`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.kinds import KINDS
from shared.committee.matters.commanding import Id, answer_of
from shared.committee.matters.kind import Kind
from shared.committee.matters.views import Receipt
from shared.committee.office import Office
from shared.committee.transfers import commanding
from shared.committee.transfers.commanding import Received
from shared.committee.transfers.forwarding import Again, Forward
from shared.committee.transfers.listing import Asked
from shared.committee.transfers.reading import transfers_of
from shared.committee.transfers.views import TransferView
from shared.committee.work import Work
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.domain.transfers.commands import Accept, Return
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.answers import Answer
from shared.web.idempotency import once
from shared.web.paging import Page, Paging

TransferId = Annotated[str, Path(max_length=LONGEST_ID, examples=["520603202-t-2014-1"])]
UseCase = Callable[[Work, Account, str, Any], Awaitable[Received]]


def transfers_router(office: Office) -> APIRouter:
    """Every route of transfers."""
    router = APIRouter(prefix="/api/v1", tags=["报送"])
    for kind in KINDS:
        if kind.traits is not None:
            _add_forward(router, office, kind)
    _add_list(router, office)
    _add_answer(router, office, Accept, commanding.answer_transfer)
    _add_answer(router, office, Return, commanding.answer_transfer)
    _add_answer(router, office, Again, commanding.send_again)
    return router


def _add_forward(router: APIRouter, office: Office, kind: Kind) -> None:
    async def give(
        request: Request,
        account: Actor,
        id: Id,
        asked: Annotated[Forward, Depends(strictly(Forward))],
        _body: Annotated[Forward, documented(Forward)],
    ) -> Response:
        places = await office.directory.places()

        async def effect(connection: AsyncConnection) -> Answer:
            matter = await commanding.send_matter(Work(connection, office, places), account, kind, id, asked)
            return answer_of(office, account, kind, matter, places)

        response = await once(request, account, effect)
        office.wake()
        return response

    path, name = f"/{kind.name}/{{id}}/{Forward.name}", f"{kind.name}.{Forward.name}"
    router.add_api_route(path, give, methods=["POST"], name=name, summary="报送", response_model=Receipt)


def _add_answer(router: APIRouter, office: Office, body: type[Command], use_case: UseCase) -> None:
    async def give(
        request: Request,
        account: Actor,
        id: TransferId,
        asked: Annotated[Command, Depends(strictly(body))],
        _body: Annotated[body, documented(body)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        places = await office.directory.places()

        async def effect(connection: AsyncConnection) -> Answer:
            kind, matter = await use_case(Work(connection, office, places), account, id, asked)
            return answer_of(office, account, kind, matter, places)

        response = await once(request, account, effect)
        office.wake()
        return response

    router.add_api_route(
        f"/transfers/{{id}}/{body.name}",
        give,
        methods=["POST"],
        name=f"transfers.{body.name}",
        summary=body.title_zh,
        description=body.__doc__,
        response_model=Receipt,
    )


def _add_list(router: APIRouter, office: Office) -> None:
    @router.get("/transfers", summary="报送列表")
    async def listing(account: Actor, paging: Paging, asked: Annotated[Asked, Query()]) -> Page[TransferView]:
        """Returns the transfers that an organization (by default the account's own) received and sent, the newest first."""
        return await transfers_of(office, account, asked, paging)
