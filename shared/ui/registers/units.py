"""`/units`: the register of handling units of a committee: the list, one unit with the forms that change it, and a new unit."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.committee.context import ServiceContext
from shared.committee.directory.tree import OrganizationTree
from shared.committee.registers.access import UNITS
from shared.committee.units.queries import UnitFilter, list_units
from shared.committee.units.repository import UnitRecord
from shared.committee.units.routes import REGISTER
from shared.committee.units.schemas import ChangeUnit, NewUnit, UnitCommand, UnitView
from shared.contracts.proposal_vocabulary import UnitClass
from shared.ui.registers.entry_pages import EntryPages, EntrySheet, entry_router
from shared.ui.registers.list_pages import RequestedList, list_page
from shared.web.accounts import Account
from shared.web.paging import ListPage

Words = Annotated[str, Query(max_length=100)]


def _with_every_alias(command: UnitCommand) -> UnitCommand:
    """Returns the command with its aliases: the form contains every alias, so without one, none is left."""
    return replace(command, aliases=command.aliases or ()) if isinstance(command, ChangeUnit) else command


async def _sheets(
    _connection: AsyncConnection, _account: Account, unit: UnitView, context: ServiceContext, _tree: OrganizationTree
) -> Mapping[str, EntrySheet]:
    """Returns the forms that change a unit."""
    day = EntrySheet({"on": context.today().isoformat()})
    known = {"class": str(unit.unit_class), "aliases": "\n".join(unit.aliases)}
    return {"rename": day, "change": EntrySheet(known), "retire" if unit.active else "reinstate": day}


PAGES: EntryPages[UnitRecord, NewUnit, UnitCommand, UnitView] = EntryPages(
    register=REGISTER,
    noun="unit",
    title="承办单位名录",
    sheets=_sheets,
    questions={"retire": "停用后，交办时不再列出该单位；已经交办的事项照常办理，以后可以恢复。"},
    stale="该单位刚被他人更改",
    complete=_with_every_alias,
    initial=lambda today: {"on": today.isoformat()},
)


def unit_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one unit, and of the form of a new one."""
    router = entry_router(context, PAGES)

    @router.get(PAGES.address)
    async def listing(
        asked: RequestedList, q: Words = "", unit_class: Annotated[str, Query(alias="class", max_length=100)] = ""
    ) -> Response:
        """Renders the units of a committee by name. `q`: a part of a name or of an alias."""
        listed = await asked.listed(context, UNITS, {"q": q, "class": unit_class})

        async def read(connection: AsyncConnection, committee: str) -> ListPage[UnitView]:
            known = next((each for each in UnitClass if each == unit_class), None)
            return await list_units(
                connection, UnitFilter(organization=committee, words=q, unit_class=known), asked.paging
            )

        return await list_page(asked, context, "units.html", listed, read, classes=list(UnitClass))

    return router
