"""`/units`: the register of handling units of a committee: the list, one unit with the forms that change it, and a new unit."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.committee.context import ServiceContext
from shared.committee.register_access import allow_somewhere, register_owner
from shared.committee.units.access import MANAGE, READ
from shared.committee.units.queries import UnitFilter, list_units, view
from shared.committee.units.repository import UnitRecord, find, names_of
from shared.committee.units.routes import COMMANDS, REGISTER, Id
from shared.committee.units.schemas import ChangeUnit, NewUnit, UnitCommand, UnitView
from shared.contracts.units import UnitClass
from shared.ui.forms.controls import FormView, RejectedForm, form_view
from shared.ui.forms.submit import rejected_form, status_of
from shared.ui.layout import TEMPLATES, page_frame
from shared.ui.lists.routes import pagination
from shared.ui.registers.entry_pages import EntryPages, add_creation, add_execution, version_of
from shared.ui.registers.owner import committee_of, manages, owner_query
from shared.web.pages.visitor import Visiting
from shared.web.paging import Paging

Words = Annotated[str, Query(max_length=100)]


def _with_every_alias(command: UnitCommand) -> UnitCommand:
    """Returns the command with its aliases: the form contains every alias, so without one, none is left."""
    return replace(command, aliases=command.aliases or ()) if isinstance(command, ChangeUnit) else command


PAGES: EntryPages[UnitRecord, NewUnit, UnitCommand] = EntryPages(
    register=REGISTER,
    noun="unit",
    title="承办单位名录",
    manage=MANAGE,
    questions={"retire": "停用后，交办时不再列出该单位；已经交办的事项照常办理，以后可以恢复。"},
    unknown="承办单位没有这个操作",
    stale="该单位刚被他人更改",
    complete=_with_every_alias,
    initial=lambda today: {"on": today.isoformat()},
)


def unit_pages(context: ServiceContext) -> APIRouter:
    """Returns the router of the list, of one unit, and of the form of a new one."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, context)
    add_creation(router, context, PAGES)

    @router.get(f"{PAGES.address}/{{id}}")
    async def one(request: Request, visitor: Visiting, id: Id, done: str = "") -> Response:
        """Renders a unit with its names and, for those who may change it, the forms."""
        rejected = await rejected_form(request, visitor.account)
        tree = await context.directory.tree()
        async with context.service.reading() as connection:
            record = await find(connection, id)
            register_owner(visitor.account, record.organization, READ, context=context, tree=tree)
            names = await names_of(connection, [id])
        shown = view(record, names.get(id, []))
        return TEMPLATES.render(
            "unit.html",
            status=status_of(rejected),
            frame=page_frame(request, visitor, context, tree),
            item=shown,
            committee=committee_of(shown.organization, context, tree),
            owner=owner_query(visitor.account, shown.organization),
            sheets=_sheets(record, shown, rejected, today=context.today().isoformat())
            if manages(visitor.account, MANAGE)
            else [],
            done=PAGES.done(done),
        )

    add_execution(router, context, PAGES)
    return router


def _add_list(router: APIRouter, context: ServiceContext) -> None:
    @router.get(PAGES.address)
    async def listing(
        request: Request,
        visitor: Visiting,
        paging: Paging,
        q: Words = "",
        unit_class: Annotated[str, Query(alias="class", max_length=100)] = "",
        organization: Words = "",
    ) -> Response:
        """Renders the units of a committee by name. `q`: a part of a name or of an alias."""
        account, tree = visitor.account, await context.directory.tree()
        named = organization.strip() or account.organization
        given = {name: value.strip() for name, value in (("q", q), ("class", unit_class)) if value.strip()}
        given |= {"organization": named} if named and named != account.organization else {}
        frame, classes = page_frame(request, visitor, context, tree), list(UnitClass)
        if named is None:  # an administrator names the committee first
            allow_somewhere(account, READ)
            return TEMPLATES.render("units.html", frame=frame, classes=classes, given=given, asks=True, found=None)
        owner = register_owner(account, named, READ, context=context, tree=tree)
        wanted = UnitFilter(
            organization=owner, words=q, unit_class=next((each for each in UnitClass if each == unit_class), None)
        )
        async with context.service.reading() as connection:
            found = await list_units(connection, wanted, paging)
        return TEMPLATES.render(
            "units.html",
            frame=frame,
            classes=classes,
            given=given,
            asks=account.organization is None,
            found=found,
            committee=committee_of(owner, context, tree),
            owner=owner_query(account, owner),
            manages=manages(account, MANAGE),
            pagination=pagination(found, given),
        )


def _sheets(record: UnitRecord, shown: UnitView, rejected: RejectedForm | None, *, today: str) -> list[FormView]:
    """Returns the forms that change a unit; a rejected form keeps its values."""
    initial = {"change": {"class": str(shown.unit_class), "aliases": "\n".join(shown.aliases)}}
    return [
        form_view(
            body,
            command=PAGES.command_of(name),
            title=title,
            action=f"{PAGES.address}/{record.id}",
            initial=initial.get(name, {"on": today}),
            version=version_of(record),
            rejected=rejected,
        )
        for name, (title, body) in COMMANDS.items()
        if name != ("reinstate" if record.active else "retire")
    ]
