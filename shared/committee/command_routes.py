"""The declaration of a command route: a strictly parsed body, executed once per idempotency key in one transaction."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.bodies import DocumentedBody, strictly
from shared.committee.context import CommittedRecord, ServiceContext, TransactionContext
from shared.contracts.subjects import LONGEST_ID
from shared.domain.command import Command
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.idempotency import once
from shared.web.stored_response import StoredResponse

C = TypeVar("C")
D = TypeVar("D", bound=Command)

CommandHandler = Callable[[TransactionContext, Account, str, C, Request], Awaitable[StoredResponse]]
"""A function of `(tx, account, id, command, request)` that calls the use case of a route and returns its response."""


async def no_id() -> str:
    """Returns an empty id: the path of the route has no parameter."""
    return ""


def path_id(example: str) -> Callable[[str], Awaitable[str]]:
    """Returns a dependency that returns the id in the path."""

    async def id_in_path(id: Annotated[str, Path(max_length=LONGEST_ID, examples=[example])]) -> str:
        return id

    return id_in_path


def add_domain_route(  # noqa: PLR0913 - all that differs between routes of commands
    router: APIRouter,
    context: ServiceContext,
    path: str,
    body: type[D],
    handler: CommandHandler[D],
    *,
    id_of: Callable[..., Awaitable[str]],
    group: str,
    response_model: type[object],
) -> None:
    """Adds the POST route of a command of the domain below `path`, with its name, title and docstring. `group`: of its permission."""
    add_command_route(
        router,
        context,
        f"{path}/{body.name}",
        body,
        handler,
        id_of=id_of,
        name=f"{group}.{body.name}",
        summary=body.title_zh,
        response_model=response_model,
    )


def add_command_route(  # noqa: PLR0913 - all that differs between command routes
    router: APIRouter,
    context: ServiceContext,
    path: str,
    body: type[C],
    handler: CommandHandler[C],
    *,
    id_of: Callable[..., Awaitable[str]],
    name: str,
    summary: str,
    description: str | None = None,
    status: int = 200,
    response_model: type[object],
) -> None:
    """Adds the POST route of a command. `id_of`: the dependency that returns the id in the path; `status`: that of a success.

    `description`: by default the docstring of the body. The handler runs in a transaction, which is committed after it returns;
    then `after_commit` is called. A refusal is a raised error.
    """

    async def endpoint(
        request: Request,
        account: Actor,
        id: Annotated[str, Depends(id_of)],
        command: Annotated[C, Depends(strictly(body))],
    ) -> Response:
        tree = await context.directory.tree()
        recorded: list[CommittedRecord] = []

        async def apply(connection: AsyncConnection) -> StoredResponse:
            return await handler(TransactionContext(connection, context, tree, recorded), account, id, command, request)

        response = await once(request, account, apply, short_statements=True)
        context.after_commit(recorded)
        return response

    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        status_code=status,
        dependencies=[Depends(DocumentedBody(body))],
        name=name,
        summary=summary,
        description=description or body.__doc__,
        response_model=response_model,
    )
