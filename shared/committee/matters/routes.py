"""The HTTP routes of matters, `/api/v1/{matters}`: queries, and one route for each command of a kind."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from shared.committee.command_routes import add_command_route, add_domain_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.matters import usecases
from shared.committee.matters.access import access_to, at_matter, permitted
from shared.committee.matters.changes import naming_changes
from shared.committee.matters.history import History
from shared.committee.matters.kind import AnyKind, Kind
from shared.committee.matters.kind_definition import Commands, CreateSchema
from shared.committee.matters.listing import MatterQuery, query_model
from shared.committee.matters.queries import ReadingView, history_of, list_matters, read_matter, readers
from shared.committee.matters.record import MatterRecord, State
from shared.committee.matters.schemas import CommandReceipt, Summary, receipt
from shared.committee.matters.similarity import SimilarMatters, similar_matters
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.domain.matter import Matter
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of, newest_match
from shared.web.paging import ListPage, Paging, QueryParameters, page_of
from shared.web.stored_response import StoredResponse, stored_response


def matters_router(context: ServiceContext, kind: AnyKind) -> APIRouter:
    """Returns the router with every route of a kind of matter."""
    router = APIRouter(prefix=f"/api/v1/{kind.name}", tags=[kind.title_zh])
    add_command_routes(router, context, kind)
    _add_list(router, context, kind)
    _add_one(router, context, kind)
    return router


def _add_list(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    async def listing(
        account: Actor, query: Annotated[MatterQuery, Depends(QueryParameters(query_model(kind)))], paging: Paging
    ) -> ListPage[Summary]:
        return await list_matters(context, account, kind, query, paging)

    router.add_api_route(
        "",
        listing,
        methods=["GET"],
        name=f"{kind.name}.list",
        summary=f"{kind.title_zh}列表",
        description="Returns the matters of one organization (by default the account's own), by default the newest first.",
        response_model=page_of(kind.summary),
    )


def _add_one(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    async def one(account: Actor, id: Id, response: Response) -> Summary:
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

    if kind.compared_at:

        @router.get("/{id}/similar", summary=f"相似的{kind.title_zh}")
        async def similar(account: Actor, id: Id) -> SimilarMatters:
            """Returns the matters of this year and those before it (by the charter) that resemble the matter, the most similar first."""
            return SimilarMatters(items=await similar_matters(context, account, kind, id))

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


async def matter_id(id: Id) -> str:
    """Returns the id of the matter that the path names."""
    return id


def add_command_routes(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    """Adds a route for each command of the kind."""
    _add_creation(router, context, kind)
    for body in kind.commands.values():
        if body is not kind.begins:
            _add_command(router, context, kind, body)


def _add_creation(router: APIRouter, context: ServiceContext, kind: AnyKind) -> None:
    async def begin(
        tx: TransactionContext, account: Account, _id: str, new: CreateSchema[Command], _request: Request
    ) -> StoredResponse:
        matter = await usecases.begin(tx, account, kind, new)
        return await command_response(tx, account, kind, matter, status=HTTP_CREATED)

    add_command_route(
        router,
        context,
        "",
        kind.new,
        begin,
        id_of=no_id,
        name=f"{kind.name}.{kind.begins.name}",
        summary=kind.begins.title_zh,
        description=kind.begins.__doc__,
        status=HTTP_CREATED,
        response_model=CommandReceipt,
    )


def _add_command(router: APIRouter, context: ServiceContext, kind: AnyKind, body: type[Command]) -> None:
    async def handle_command(
        tx: TransactionContext, account: Account, id: str, command: Command, request: Request
    ) -> StoredResponse:
        def check_version(matter: MatterRecord[Matter]) -> None:
            check_match(request, epoch=matter.epoch, sequence=matter.sequence)

        async with naming_changes(tx, kind, id, seen=newest_match(request)):
            matter = await usecases.execute_for(tx, account, kind, id, command, check_version=check_version)
        return await command_response(tx, account, kind, matter)

    add_domain_route(
        router,
        context,
        "/{id}",
        body,
        handle_command,
        id_of=matter_id,
        group=kind.name,
        response_model=CommandReceipt,
    )


async def command_response(
    tx: TransactionContext,
    account: Account,
    kind: Kind[State, Commands],
    matter: MatterRecord[State],
    *,
    status: int = 200,
) -> StoredResponse:
    """Returns the response to a command: the state after it, and the commands that this account may give now."""
    access = await access_to(tx.connection, account, kind, matter, tree=tx.tree, day=tx.context.today())
    view = receipt(matter, at_matter(permitted(access)), tx.warnings)
    location = f"/api/v1/{kind.name}/{matter.id}" if status == HTTP_CREATED else None
    return stored_response(status, view, location=location, etag=etag_of(matter.epoch, matter.sequence))
