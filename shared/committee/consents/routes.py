"""The HTTP routes of consents, `/api/v1/organizations/{key}/consent`: commands on the own record of an organization."""

from typing import cast

from fastapi import APIRouter, Request

from shared.committee.command_routes import add_domain_route
from shared.committee.consents.schemas import ConsentReceipt
from shared.committee.consents.usecases import execute_for
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.organizations.routes import organization_key
from shared.domain.command import Command
from shared.domain.own_records.commands import COMMANDS, OwnCommand
from shared.web.accounts import Account
from shared.web.stored_response import StoredResponse, stored_response


def consents_router(context: ServiceContext) -> APIRouter:
    """Returns the router with a route for each command on an own record."""
    router = APIRouter(prefix="/api/v1/organizations", tags=["名册"])
    for body in COMMANDS.by_name.values():
        route = (router, context, "/{key}", body, _execute)
        add_domain_route(*route, id_of=organization_key, group=COMMANDS.name, response_model=ConsentReceipt)
    return router


async def _execute(
    tx: TransactionContext, account: Account, key: str, command: Command, _request: Request
) -> StoredResponse:
    return stored_response(200, await execute_for(tx, account, key, cast("OwnCommand", command)))
