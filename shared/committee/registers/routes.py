"""The HTTP routes that every register of a committee has: one entry, a new entry, and one route for each command."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import TypeAdapter

from shared.committee.command_routes import CommandHandler, add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.registers.access import register_owner
from shared.committee.registers.register import C, N, R, Register, V, execute_on_entry, find_visible
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.stored_response import StoredResponse, stored_response

CREATED = 201


def add_register_routes(router: APIRouter, context: ServiceContext, register: Register[R, N, C, V]) -> None:
    """Adds the routes of an entry, of a new entry and of every command to the router of a register."""
    _add_one(router, context, register)
    _add_entering(router, context, register)
    _add_commands(router, context, register)


def _add_one(router: APIRouter, context: ServiceContext, register: Register[R, N, C, V]) -> None:
    async def one(account: Actor, id: Annotated[str, Depends(register.id_of)], response: Response) -> object:
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await find_visible(register, connection, account, id, context=context, tree=tree)
            register_owner(account, record.organization, register.permissions.read, context=context, tree=tree)
            response.headers["ETag"] = etag_of(record.epoch, record.sequence)
            return await register.read(connection, record, context.today(), tree)

    router.add_api_route(
        "/{id}",
        one,
        methods=["GET"],
        summary=register.entry_title,
        description=register.described,
        response_model=register.view,
    )


def _add_entering(router: APIRouter, context: ServiceContext, register: Register[R, N, C, V]) -> None:
    async def enter(tx: TransactionContext, account: Account, _id: str, new: N, _request: Request) -> StoredResponse:
        return await _response(tx, register, await register.enter(tx, account, new), status=CREATED)

    add_command_route(
        router,
        context,
        "",
        register.new,
        enter,
        id_of=no_id,
        name=f"{register.name}.enter",
        summary=register.enter_title,
        status=CREATED,
        response_model=register.view,
    )


def _add_commands(router: APIRouter, context: ServiceContext, register: Register[R, N, C, V]) -> None:
    async def execute(
        tx: TransactionContext, account: Account, id: str, command: C, request: Request
    ) -> StoredResponse:
        def check_version(record: R) -> None:
            check_match(request, epoch=record.epoch, sequence=record.sequence)

        record = await execute_on_entry(register, tx, account, id, command, check_version=check_version)
        return await _response(tx, register, record)

    handler: CommandHandler[C] = execute
    for name, (title, body) in register.commands.items():
        add_command_route(
            router,
            context,
            f"/{{id}}/{name}",
            body,
            handler,
            id_of=register.id_of,
            name=f"{register.name}.{name}",
            summary=title,
            response_model=register.view,
        )


async def _response(
    tx: TransactionContext, register: Register[R, N, C, V], record: R, *, status: int = 200
) -> StoredResponse:
    shown = await register.read(tx.connection, record, tx.context.today(), tx.tree)
    location = f"{register.address}/{record.id}" if status == CREATED else None
    body = TypeAdapter(register.view).dump_python(shown, mode="json", by_alias=True)
    return stored_response(status, body, location=location, etag=etag_of(record.epoch, record.sequence))
