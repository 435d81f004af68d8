"""The HTTP routes of the register of handling units, `/api/v1/units`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import TypeAdapter

from shared.committee.command_routes import CommandHandler, add_command_route, no_id
from shared.committee.context import ServiceContext, TransactionContext
from shared.committee.units import usecases
from shared.committee.units.access import permit_reading
from shared.committee.units.queries import UnitFilter, list_units, read_unit
from shared.committee.units.repository import UnitRecord, find
from shared.committee.units.schemas import (
    ChangeUnit,
    NewUnit,
    ReinstateUnit,
    RenameUnit,
    RetireUnit,
    UnitCommand,
    UnitView,
)
from shared.contracts.subjects import LONGEST_ID
from shared.contracts.units import UnitClass
from shared.web.accounts import Account
from shared.web.actor import Actor
from shared.web.etag import check_match, etag_of
from shared.web.paging import ListPage, Paging
from shared.web.stored_response import StoredResponse, stored_response

CREATED = 201
_VIEW = TypeAdapter(UnitView)
Id = Annotated[str, Path(max_length=LONGEST_ID, examples=["522625-u-1"])]
Words = Annotated[str, Query(max_length=100, description="名称或别名的一部分")]
Owner = Annotated[str | None, Query(max_length=32, description="政协委员会的代码，默认本单位")]

COMMANDS: dict[str, tuple[str, type[UnitCommand]]] = {
    "rename": ("更名", RenameUnit),
    "change": ("更改类别和别名", ChangeUnit),
    "retire": ("停用", RetireUnit),
    "reinstate": ("恢复", ReinstateUnit),
}
"""Command -> its title and its body."""


def units_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the register."""
    router = APIRouter(prefix="/api/v1/units", tags=["承办单位"])
    _add_reading(router, context)
    add_command_route(
        *(router, context, "", NewUnit, _enter),
        id_of=no_id,
        name="units.enter",
        summary="登记承办单位",
        description=NewUnit.__doc__,
        status=CREATED,
        response_model=UnitView,
    )
    for name, (title, body) in COMMANDS.items():
        handler: CommandHandler[UnitCommand] = _execute
        add_command_route(
            *(router, context, f"/{{id}}/{name}", body, handler),
            id_of=unit_id,
            name=f"units.{name}",
            summary=title,
            description=body.__doc__,
            response_model=UnitView,
        )
    return router


def unit_id(id: Id) -> str:
    """Returns the id of the unit that the path names."""
    return id


def _add_reading(router: APIRouter, context: ServiceContext) -> None:
    @router.get("", summary="承办单位名录")
    async def listing(
        account: Actor,
        paging: Paging,
        organization: Owner = None,
        q: Words = "",
        unit_class: Annotated[UnitClass | None, Query(alias="class")] = None,
        active: bool | None = None,  # noqa: FBT001 - a query parameter
    ) -> ListPage[UnitView]:
        """Returns the handling units of a committee, by name. `active`: only those in use, or only the others."""
        owner = permit_reading(account, organization, context=context, tree=await context.directory.tree())
        wanted = UnitFilter(organization=owner, words=q, unit_class=unit_class, active=active)
        async with context.service.reading() as connection:
            return await list_units(connection, wanted, paging)

    @router.get("/{id}", summary="承办单位")
    async def one(account: Actor, id: Id, response: Response) -> UnitView:
        """Returns a handling unit with every name that it has or had."""
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await find(connection, id)
            permit_reading(account, record.organization, context=context, tree=tree)
            response.headers["ETag"] = etag_of(*record.version)
            return await read_unit(connection, id)


async def _enter(tx: TransactionContext, account: Account, _id: str, new: NewUnit, _request: Request) -> StoredResponse:
    return await _response(tx, await usecases.enter(tx, account, new), status=CREATED)


async def _execute(
    tx: TransactionContext, account: Account, id: str, command: UnitCommand, request: Request
) -> StoredResponse:
    def check_version(record: UnitRecord) -> None:
        check_match(request, epoch=record.epoch, sequence=record.sequence)

    return await _response(tx, await usecases.execute_for(tx, account, id, command, check_version=check_version))


async def _response(tx: TransactionContext, record: UnitRecord, *, status: int = 200) -> StoredResponse:
    shown = await read_unit(tx.connection, record.id)
    location = f"/api/v1/units/{record.id}" if status == CREATED else None
    body = _VIEW.dump_python(shown, mode="json", by_alias=True)
    return stored_response(status, body, location=location, etag=etag_of(*record.version))
