"""The HTTP routes of organizations, `/api/v1/organizations`: the roster on a day, and one route for each command on a record."""

from typing import Annotated, cast

from fastapi import APIRouter, Path, Query, Request

from shared.committee.command_routes import add_domain_route
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.organizations import usecases
from shared.committee.organizations.repository import OrganizationRecord
from shared.committee.organizations.schemas import OrganizationReceipt, OrganizationView, receipt, view
from shared.committee.relations import relation_to_record
from shared.contracts.vocabulary import Level
from shared.domain.command import Command
from shared.domain.organizations.commands import COMMANDS, OrganizationCommand
from shared.domain.organizations.keepers import permission
from shared.domain.organizations.transitions import allowed
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
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


async def organization_key(key: Key) -> str:
    """Returns the key or code of the organization that the path names."""
    return key


def add_command_routes(router: APIRouter, context: ServiceContext) -> None:
    """Adds a route for each command on the record of an organization."""
    for body in COMMANDS.by_name.values():
        route = (router, context, "/{key}", body, _execute)
        add_domain_route(*route, id_of=organization_key, group="organizations", response_model=OrganizationReceipt)


async def _execute(
    tx: TransactionContext, account: Account, key: str, command: Command, request: Request
) -> StoredResponse:
    def check_version(record: OrganizationRecord) -> None:
        check_match(request, epoch=record.epoch, sequence=record.sequence)

    change = cast("OrganizationCommand", command)
    record = await usecases.execute_for(tx, account, key, change, check_version=check_version)
    return _response(account, record)


def _response(account: Account, record: OrganizationRecord) -> StoredResponse:
    account_relation = relation_to_record(account, record.keeper)
    level = record.state.level
    commands = [
        each for each in allowed(record.state) if may(account, permission(each, level), relation=account_relation)
    ]
    return stored_response(200, receipt(record, commands), etag=etag_of(*record.version))
