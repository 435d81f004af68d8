"""The HTTP route of batches, `/api/v1/batches`."""

from fastapi import APIRouter, Request

from shared.committee.batches.schemas import BatchResult, NewBatch
from shared.committee.batches.selection import batch_command, kind_of, parse_command
from shared.committee.batches.usecases import execute_batch
from shared.committee.command_routes import add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.web.accounts import Account
from shared.web.dependencies import app_state
from shared.web.stored_response import StoredResponse, stored_response

_DESCRIPTION = """Gives one command to many matters of one kind, at most 200, and returns the result of each, in their order.

A refused matter does not undo the others. `command`: one that can be given to many matters (for proposals `file`, `assign`,
`acknowledge`, `urge`, `close` and `publish`, for opinion reports `approve` and `keep`, for activities `close`, for platforms `file`);
`body`: its fields.
"""


def batches_router(context: ServiceContext) -> APIRouter:
    """Returns the router of batches."""
    router = APIRouter(prefix="/api/v1/batches", tags=["成批办理"])

    async def execute(
        tx: TransactionContext, account: Account, _id: str, batch: NewBatch, request: Request
    ) -> StoredResponse:
        kind = kind_of(batch.matters)
        command = parse_command(batch_command(kind, batch.command), batch.body)
        title_of = app_state(request).title_of
        results = await execute_batch(tx, account, kind, batch.matters, command, title_of=title_of)
        return stored_response(200, results)

    add_command_route(
        *(router, context, "", NewBatch, execute),
        id_of=no_id,
        name="batches.execute",
        summary="成批办理",
        description=_DESCRIPTION,
        response_model=list[BatchResult],
    )
    return router
