"""The HTTP routes of organizations, `/api/v1/organizations`: the roster on a day, and one route for each command on a record."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import documented, strictly
from shared.committee.context import ServiceContext
from shared.committee.organizations import usecases
from shared.committee.organizations.keepers import permission
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.organizations.schemas import OrganizationReceipt, OrganizationView, receipt, view
from shared.committee.relations import relation_to_record
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.organizations.commands import COMMANDS, OrganizationCommand
from shared.domain.organizations.transitions import allowed
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.idempotency import once
from shared.web.paging import ListPage, Paging
from shared.web.permissions import allow, may
from shared.web.query_dates import Day
from shared.web.stored_response import StoredResponse, stored_response

READ = "organizations.read"


def organizations_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of organizations."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["名册"])
    _add_reading(router, context)
    add_command_routes(router, context)
    return router


def _add_reading(router: APIRouter, context: ServiceContext) -> None:
    @router.get("", summary="名册")
    async def listing(
        account: Actor,
        paging: Paging,
        as_of: Day | None = None,
        under: Annotated[str | None, Query(max_length=32)] = None,
        level: Level | None = None,
    ) -> ListPage[OrganizationView]:
        """Returns the organizations on the roster on a day (by default today), all or those below an organization or conference, by key."""
        allow(account, READ, relation="foreign")
        tree, day = await context.directory.tree(), as_of or context.today()
        keys = tree if under is None else tree.under(tree.resolve(under, day), day)
        found = sorted(key for key in keys if tree.on_roster(key, day) and level in (None, tree.level(key)))
        part = found[paging.offset : paging.offset + paging.limit]
        return paging.of([view(key, tree=tree, day=day) for key in part], len(found))

    @router.get("/{key}", summary="单位")
    async def one(account: Actor, key: Key, as_of: Day | None = None) -> OrganizationView:
        """Returns an organization on a day, by its key or any code that it ever had."""
        allow(account, READ, relation="foreign")
        tree, day = await context.directory.tree(), as_of or context.today()
        return view(tree.addressed(key, day), tree=tree, day=day)


Key = Annotated[str, Path(max_length=32, pattern="^[a-z0-9]+$", examples=["522625"])]


def add_command_routes(router: APIRouter, context: ServiceContext) -> None:
    """Adds a route for each command on the record of an organization."""
    for name, kind in COMMANDS.items():
        _add_command(router, context, name, kind)


def _add_command(router: APIRouter, context: ServiceContext, name: str, kind: type[Command]) -> None:
    async def endpoint(
        request: Request,
        account: Actor,
        key: Key,
        command: Annotated[Command, Depends(strictly(kind))],
        _body: Annotated[kind, documented(kind)],  # type: ignore[valid-type]  # a row of the table
    ) -> Response:
        tree, change = await context.directory.tree(), cast("OrganizationCommand", command)
        recorded: list[OrganizationRecord] = []

        async def handle(connection: AsyncConnection) -> StoredResponse:
            subject = await usecases.find_target(connection, context, key, change, tree)
            usecases.permit(account, subject, change)
            if subject.record is not None:
                check_match(request, epoch=subject.record.epoch, sequence=subject.record.sequence)
            recorded.append(await usecases.execute(connection, context, account, subject, change, tree=tree))
            return _answer(account, recorded[0])

        response = await once(request, account, handle)
        context.noted(recorded)
        return response

    router.add_api_route(
        f"/{{key}}/{name}",
        endpoint,
        methods=["POST"],
        name=f"organizations.{name}",
        summary=kind.title_zh,
        description=kind.__doc__,
        response_model=OrganizationReceipt,
    )


def _answer(account: Account, record: OrganizationRecord) -> StoredResponse:
    account_relation = relation_to_record(account, record.keeper)
    level = record.state.level
    commands = [
        each for each in allowed(record.state) if may(account, permission(each, level), relation=account_relation)
    ]
    return stored_response(200, receipt(record, commands), etag=etag_of(*record.version))
