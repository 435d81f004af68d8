"""The HTTP routes that every register of a committee has: one entry, a new entry, and one route for each command."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Generic, Protocol, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.command_routes import CommandHandler, add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.register_access import RegisterRecord, register_owner
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.stored_response import StoredResponse, stored_response

CREATED = 201


R = TypeVar("R", bound=RegisterRecord)
R_co = TypeVar("R_co", bound=RegisterRecord, covariant=True)
N = TypeVar("N")
C = TypeVar("C")
C_contra = TypeVar("C_contra", contravariant=True)


class ExecuteOnEntry(Protocol[R_co, C_contra]):
    """The use case that executes a command on an entry on behalf of an account."""

    async def __call__(
        self,
        tx: TransactionContext,
        account: Account,
        id: str,
        command: C_contra,
        /,
        *,
        check_version: Callable[[R_co], None],
    ) -> R_co: ...


@dataclass(frozen=True, kw_only=True)
class Register(Generic[R, N, C]):
    """The definition of a register. `name`: in addresses; `entry_title`, `enter_title`: of one entry, and of the command that enters it.

    `new`: the body of a new entry; `commands`: command -> its title and its body; `view`: the response body; `permission`: to read it;
    `id_of`: the dependency that returns the id in the path; `described`: the description of the route of one entry.
    """

    name: str
    entry_title: str
    enter_title: str
    described: str
    permission: str
    id_of: Callable[..., str]
    new: type[N]
    view: type[object]
    commands: Mapping[str, tuple[str, type[C]]]
    find: Callable[[AsyncConnection, str], Awaitable[R]]
    read: Callable[[AsyncConnection, R], Awaitable[object]]
    enter: Callable[[TransactionContext, Account, N], Awaitable[R]]
    execute: ExecuteOnEntry[R, C]

    @property
    def address(self) -> str:
        return f"/api/v1/{self.name}"


def add_register_routes(router: APIRouter, context: ServiceContext, register: Register[R, N, C]) -> None:
    """Adds the routes of an entry, of a new entry and of every command to the router of a register."""
    _add_one(router, context, register)
    _add_entering(router, context, register)
    _add_commands(router, context, register)


def _add_one(router: APIRouter, context: ServiceContext, register: Register[R, N, C]) -> None:
    async def one(account: Actor, id: Annotated[str, Depends(register.id_of)], response: Response) -> object:
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await register.find(connection, id)
            register_owner(account, record.organization, register.permission, context=context, tree=tree)
            response.headers["ETag"] = etag_of(*record.version)
            return await register.read(connection, record)

    router.add_api_route(
        "/{id}",
        one,
        methods=["GET"],
        summary=register.entry_title,
        description=register.described,
        response_model=register.view,
    )


def _add_entering(router: APIRouter, context: ServiceContext, register: Register[R, N, C]) -> None:
    async def enter(tx: TransactionContext, account: Account, _id: str, new: N, _request: Request) -> StoredResponse:
        return await _response(tx, register, await register.enter(tx, account, new), status=CREATED)

    add_command_route(
        *(router, context, "", register.new, enter),
        id_of=no_id,
        name=f"{register.name}.enter",
        summary=register.enter_title,
        description=register.new.__doc__,
        status=CREATED,
        response_model=register.view,
    )


def _add_commands(router: APIRouter, context: ServiceContext, register: Register[R, N, C]) -> None:
    async def execute(
        tx: TransactionContext, account: Account, id: str, command: C, request: Request
    ) -> StoredResponse:
        def check_version(record: R) -> None:
            epoch, sequence = record.version
            check_match(request, epoch=epoch, sequence=sequence)

        record = await register.execute(tx, account, id, command, check_version=check_version)
        return await _response(tx, register, record)

    handler: CommandHandler[C] = execute
    for name, (title, body) in register.commands.items():
        add_command_route(
            *(router, context, f"/{{id}}/{name}", body, handler),
            id_of=register.id_of,
            name=f"{register.name}.{name}",
            summary=title,
            description=body.__doc__,
            response_model=register.view,
        )


async def _response(
    tx: TransactionContext, register: Register[R, N, C], record: R, *, status: int = 200
) -> StoredResponse:
    shown = await register.read(tx.connection, record)
    location = f"{register.address}/{record.id}" if status == CREATED else None
    body = TypeAdapter(register.view).dump_python(shown, mode="json", by_alias=True)
    return stored_response(status, body, location=location, etag=etag_of(*record.version))
