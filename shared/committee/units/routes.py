"""The HTTP routes of the register of handling units, `/api/v1/units`."""

from typing import Annotated

from fastapi import APIRouter, Query

from shared.committee.command_routes import path_id
from shared.committee.context import ServiceContext
from shared.committee.registers.access import UNITS, Owner, owner_of
from shared.committee.registers.register import Register
from shared.committee.registers.routes import add_register_routes
from shared.committee.units import usecases
from shared.committee.units.queries import UnitFilter, list_units, read_unit
from shared.committee.units.repository import UNIT_TABLE, UnitRecord
from shared.committee.units.schemas import (
    ChangeUnit,
    NewUnit,
    ReinstateUnit,
    RenameUnit,
    RetireUnit,
    UnitCommand,
    UnitView,
)
from shared.contracts.proposal_vocabulary import UnitClass
from shared.web.actor import Actor
from shared.web.paging import ListPage, Paging

Words = Annotated[str, Query(max_length=100, description="名称或别名的一部分")]

COMMANDS: dict[str, tuple[str, type[UnitCommand]]] = {
    "rename": ("更名", RenameUnit),
    "change": ("更改类别和别名", ChangeUnit),
    "retire": ("停用", RetireUnit),
    "reinstate": ("恢复", ReinstateUnit),
}
"""Command -> its title and its body."""


REGISTER: Register[UnitRecord, NewUnit, UnitCommand, UnitView] = Register(
    name="units",
    entry_title="承办单位",
    enter_title="登记承办单位",
    described="Returns a handling unit with every name that it has or had.",
    permissions=UNITS,
    entries=UNIT_TABLE,
    id_of=path_id("522625-u-1"),
    new=NewUnit,
    view=UnitView,
    commands=COMMANDS,
    read=read_unit,
    enter=usecases.enter,
    change=usecases.change,
)


def units_router(context: ServiceContext) -> APIRouter:
    """Returns the router with every route of the register."""
    router = APIRouter(prefix=REGISTER.address, tags=["承办单位"])

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
        owner = await owner_of(context, account, organization, UNITS.read)
        wanted = UnitFilter(organization=owner, words=q, unit_class=unit_class, active=active)
        async with context.service.reading() as connection:
            return await list_units(connection, wanted, paging)

    add_register_routes(router, context, REGISTER)
    return router
