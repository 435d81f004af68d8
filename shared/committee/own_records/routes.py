"""The HTTP routes of commands on the own record of an organization, `/api/v1/organizations/{key}/consent` and others."""

from typing import cast, get_args

from fastapi import APIRouter, Request

from shared.committee.command_routes import add_domain_route
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.organizations.routes import organization_key
from shared.committee.own_records.schemas import ConsentReceipt, DeclarationReceipt
from shared.committee.own_records.usecases import execute_for
from shared.domain.command import Command
from shared.domain.own_records.commands import COMMANDS, ConsentCommand, OwnCommand
from shared.web.accounts import Account
from shared.web.stored_response import StoredResponse, stored_response


def own_records_router(context: ServiceContext) -> APIRouter:
    """Returns the router with a route for each command on an own record."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["名册"])
    for body in COMMANDS.by_name.values():
        model = ConsentReceipt if body in get_args(ConsentCommand) else DeclarationReceipt
        route = (router, context, "/{key}", body, _execute)
        add_domain_route(*route, id_of=organization_key, group=COMMANDS.name, response_model=model)
    return router


async def _execute(
    tx: TransactionContext, account: Account, key: str, command: Command, _request: Request
) -> StoredResponse:
    return stored_response(200, await execute_for(tx, account, key, cast("OwnCommand", command)))
