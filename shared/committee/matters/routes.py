"""The HTTP routes of matters, `/api/v1/{matters}`: queries, and one route for each command of a kind."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.matters import usecases
from shared.committee.matters.access import at_matter, permitted
from shared.committee.matters.history import History
from shared.committee.matters.kind import Kind
from shared.committee.matters.listing import query_model
from shared.committee.matters.queries import ReadingView, history_of, list_matters, read_matter, readers
from shared.committee.matters.repository import MatterRecord
from shared.committee.matters.schemas import Receipt, receipt
from shared.committee.roles import recorder
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse, stored_response


def matters_router(context: ServiceContext, kind: Kind) -> APIRouter:
    """Returns the router with every route of a kind of matter."""
    router = APIRouter(prefix=f"/api/v1/{kind.name}", tags=[kind.title_zh])
    add_command_routes(router, context, kind)
    _add_list(router, context, kind)
    _add_one(router, context, kind)
    return router


def _add_list(router: APIRouter, context: ServiceContext, kind: Kind) -> None:
    query_type = query_model(kind)

    async def listing(
        account: Actor,
        paging: Paging,
        query: Annotated[query_type, Query()],  # type: ignore[valid-type]  # made for the kind
    ) -> Any:
        return await list_matters(context, account, kind, query, paging)

    router.add_api_route(
        "",
        listing,
        methods=["GET"],
        name=f"{kind.name}.list",
        summary=f"{kind.title_zh}列表",
        description="Returns the matters of one organization (by default the account's own), the newest first: by year, then by number.",
        response_model=ListPage[kind.summary],  # type: ignore[name-defined]  # a row of the table
    )


def _add_one(router: APIRouter, context: ServiceContext, kind: Kind) -> None:
    async def one(account: Actor, id: Id, response: Response) -> Any:
        details = await read_matter(context, account, kind, id)
        response.headers["ETag"] = etag_of(details.row.epoch, details.row.sequence)
        return kind.describe(details._replace(commands=at_matter(details.commands)))

    router.add_api_route(
        "/{id}",
        one,
        methods=["GET"],
        name=f"{kind.name}.one",
        summary=kind.title_zh,
        description="Returns a matter with its texts. `commands`: what this account may do now.",
        response_model=kind.detail,
    )

    if kind.restricted:

        @router.get("/{id}/readings", summary="查阅记录")
        async def readings(account: Actor, id: Id, paging: Paging) -> ListPage[ReadingView]:
            """Returns who has read the matter, the newest reading first."""
            return await readers(context, account, kind, id, paging)

    @router.get("/{id}/history", summary=f"{kind.title_zh}办理经过")
    async def past(account: Actor, id: Id) -> History:
        """Returns every step as it was recorded, and the matters that other organizations made of this one."""
        return await history_of(context, account, kind, id)


HTTP_CREATED = 201
Id = Annotated[str, Path(max_length=LONGEST_ID, examples=["522625-p-2014-17"])]


def add_command_routes(router: APIRouter, context: ServiceContext, kind: Kind) -> None:
    """Adds a route for each command of the kind."""
    _add_beginning(router, context, kind)
    for name, body in kind.commands.items():
        if body is not kind.begins:
            _add_command(router, context, kind, name, body)


def _add_beginning(router: APIRouter, context: ServiceContext, kind: Kind) -> None:
    async def begin(
        request: Request,
        account: Actor,
        new: Annotated[Any, Depends(strictly(kind.new))],
        _body: Annotated[kind.new, documented(kind.new)],  # type: ignore[name-defined]  # a row of the table
    ) -> Response:
        tree = await context.directory.tree()

        async def handle(connection: AsyncConnection) -> StoredResponse:
            matter = await usecases.begin(TransactionContext(connection, context, tree), account, kind, new)
            return answer_of(context, account, kind, matter, tree, status=HTTP_CREATED)

        response = await once(request, account, handle)
        context.wake()
        return response

    router.add_api_route(
        "",
        begin,
        methods=["POST"],
        status_code=HTTP_CREATED,
        name=f"{kind.name}.{kind.begins.name}",
        summary=kind.begins.title_zh,
        description=kind.begins.__doc__,
        response_model=Receipt,
    )


def _add_command(router: APIRouter, context: ServiceContext, kind: Kind, name: str, body: type[Command]) -> None:
    async def endpoint(
        request: Request,
        account: Actor,
        id: Id,
        command: Annotated[Command, Depends(strictly(body))],
        _body: Annotated[body, documented(body)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        tree = await context.directory.tree()

        async def handle(connection: AsyncConnection) -> StoredResponse:
            tx = TransactionContext(connection, context, tree)
            matter = await usecases.load_for(tx, account, kind, id, command=command)
            check_match(request, epoch=matter.epoch, sequence=matter.sequence)
            by = recorder(account, f"{kind.name}.{command.name}")
            after = await usecases.execute(tx, kind, matter, command, by=by)
            return answer_of(context, account, kind, after, tree)

        response = await once(request, account, handle)
        context.wake()
        return response

    router.add_api_route(
        f"/{{id}}/{name}",
        endpoint,
        methods=["POST"],
        name=f"{kind.name}.{name}",
        summary=body.title_zh,
        description=body.__doc__,
        response_model=Receipt,
    )


def answer_of(
    context: ServiceContext,
    account: Account,
    kind: Kind,
    matter: MatterRecord,
    tree: OrganizationTree,
    *,
    status: int = 200,
) -> StoredResponse:
    """Returns the response to a command: the state after it, and the commands that this account may give now."""
    commands = permitted(account, kind, matter, tree=tree, day=context.today())
    view = receipt(matter, at_matter(commands))
    location = f"/api/v1/{kind.name}/{matter.id}" if status == HTTP_CREATED else None
    return stored_response(status, view, location=location, etag=etag_of(*matter.version))
